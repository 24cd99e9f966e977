import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';

/** A server that listens on 127.0.0.1. */
export interface LoopbackListener {
  port: number;
  /** Cuts every open connection; new ones are accepted. */
  disconnectAll(): void;
  /** Stops listening and cuts every connection, also idle and streaming ones. Safe to call twice. */
  stop(): Promise<void>;
}

/** Makes a server listen on 127.0.0.1 (`port` 0: a free one). Rejects when the port is taken. */
export async function listenOnLoopback(
  server: HttpServer | HttpsServer,
  port = 0,
): Promise<LoopbackListener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server listens on no TCP port');
  }
  const disconnectAll = () => sockets.forEach(socket => socket.destroy());
  let stopped: Promise<void> | undefined;
  return {
    port: address.port,
    disconnectAll,
    stop() {
      stopped ??= new Promise<void>(resolve => {
        server.close(() => resolve());
        disconnectAll();
      });
      return stopped;
    },
  };
}
