/**
 * Waits for a result no longer than so many milliseconds.
 *
 * @param whose - who keeps us waiting, for the error
 * @throws Error when it takes longer; the work itself goes on
 */
export async function within<T>(
  ms: number,
  work: Promise<T>,
  whose: string = 'The database',
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`${whose} is silent for ${ms / 1000} s`)),
          ms,
        );
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
