/** Things to stop, in the reverse order of their start. */
export interface Shutdown {
  add(name: string, stop: () => Promise<unknown> | void): void;
  /** Stops everything once; a part that fails is reported and keeps none of the others running. */
  run(): Promise<void>;
}

export function createShutdown(log: (message: string) => void): Shutdown {
  const parts: Array<{ name: string; stop: () => Promise<unknown> | void }> =
    [];
  let done: Promise<void> | undefined;

  const stopAll = async () => {
    for (const part of parts.reverse()) {
      try {
        await part.stop();
      } catch (error) {
        log(
          `${part.name} did not stop cleanly: ${
            error instanceof Error ? error.message : error
          }`,
        );
      }
    }
  };

  return {
    add: (name, stop) => {
      parts.push({ name, stop });
    },
    run: () => {
      done ??= stopAll();
      return done;
    },
  };
}
