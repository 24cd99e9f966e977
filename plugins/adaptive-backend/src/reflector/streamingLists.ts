// Beta, and on unless switched off, since 1.32. Before, a server ignores the parameter and never ends the list.
const FIRST_MINOR = 32;

/**
 * Whether an API server of this version may send lists as events (`sendInitialEvents`). One that has it switched off
 * says so when asked.
 *
 * @param version - `gitVersion`, for example `v1.33.2`; unknown before it was told
 */
export function hasStreamingLists(version: string | undefined): boolean {
  const [, major, minor] = version?.match(/^v?(\d+)\.(\d+)/) ?? [];
  return (
    major !== undefined && (Number(major) > 1 || Number(minor) >= FIRST_MINOR)
  );
}
