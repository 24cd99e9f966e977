import { createServer } from 'node:net';

function tryPort(port: number): Promise<number | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' ? address?.port : undefined),
      );
    });
  });
}

/** The preferred port on loopback when it is free, any free one otherwise. */
export async function freePort(preferred: number): Promise<number> {
  const port = (await tryPort(preferred)) ?? (await tryPort(0));
  if (port === undefined) {
    throw new Error('No free port on 127.0.0.1');
  }
  return port;
}
