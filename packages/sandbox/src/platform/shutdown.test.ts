import { createShutdown } from './shutdown';

describe('shutdown', () => {
  it('stops in reverse order, once, and goes on after a failure', async () => {
    const stopped: string[] = [];
    const log: string[] = [];
    const shutdown = createShutdown(message => log.push(message));
    shutdown.add('first', () => {
      stopped.push('first');
    });
    shutdown.add('second', async () => {
      throw new Error('busy');
    });
    shutdown.add('third', () => {
      stopped.push('third');
    });

    await Promise.all([shutdown.run(), shutdown.run()]);

    expect(stopped).toEqual(['third', 'first']);
    expect(log).toEqual(['second did not stop cleanly: busy']);
  });
});
