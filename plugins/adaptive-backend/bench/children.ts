import { ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** Starts a TypeScript file of this folder in a process of its own. */
export function startChild(file: string): ChildProcess {
  const transform = require.resolve('@backstage/cli/config/nodeTransform.cjs');
  return fork(join(__dirname, file), {
    execArgv: ['--require', transform, '--expose-gc'],
  });
}

/** Tells a child something and gives its answer. */
export function ask<T>(child: ChildProcess, command: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('A process of the benchmark ended'));
    // The loader of TypeScript sends messages of its own.
    const onMessage = (message: { answer?: T; failed?: string }) => {
      if (message.answer === undefined && message.failed === undefined) return;
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (message.answer === undefined) reject(new Error(message.failed));
      else resolve(message.answer);
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.send(command);
  });
}

/** In a child: answers each command of the parent. */
export function answerCommands<C>(obey: (command: C) => Promise<object>): void {
  process.on('message', (command: C) => {
    obey(command).then(
      answer => process.send?.({ answer }),
      (error: unknown) =>
        process.send?.({
          failed: error instanceof Error ? error.stack : String(error),
        }),
    );
  });
  process.on('disconnect', () => process.exit());
}
