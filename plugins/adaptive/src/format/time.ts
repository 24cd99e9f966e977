const pad = (n: number) => String(n).padStart(2, '0');

/**
 * Local wall clock time `hh:mm:ss`, with the date in front when it is not today's.
 *
 * @param iso - ISO 8601
 * @param now - what "today" is
 * @internal
 */
export function clockTime(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) {
    return 'an unknown time';
  }
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(
    date.getSeconds(),
  )}`;
  if (date.toDateString() === now.toDateString()) {
    return time;
  }
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(
    date.getDate(),
  )}`;
  return `${day} ${time}`;
}

/**
 * Age in the largest whole unit: `12 s`, `3 min`, `5 h`, `2 d`. A time in the future has age `0 s`
 * (the clocks of the browser and the backend differ).
 *
 * @internal
 */
export function age(iso: string, now: number): string {
  return duration(now - Date.parse(iso));
}

/**
 * Milliseconds in the largest whole unit, as `age`.
 *
 * @internal
 */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (Number.isNaN(seconds)) {
    return 'unknown age';
  }
  if (seconds < 120) {
    return `${seconds} s`;
  }
  if (seconds < 2 * 3600) {
    return `${Math.round(seconds / 60)} min`;
  }
  return seconds < 48 * 3600
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86400)} d`;
}
