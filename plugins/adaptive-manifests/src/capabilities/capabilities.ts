import { InputError } from '@backstage/errors';
import { BASELINE, CHANGES, FAULTS } from './table';
import type { ChartCapabilities } from './types';
import { CHART_VERSIONS } from './versions';

function position(version: string): number {
  const index = CHART_VERSIONS.indexOf(version);
  if (index < 0) {
    const newest = CHART_VERSIONS[CHART_VERSIONS.length - 1];
    throw new InputError(
      `Chart version '${version.slice(
        0,
        40,
      )}' is not known; accepted are the versions of the chart's main branch from ${
        CHART_VERSIONS[0]
      } to ${newest}, for example 0.23.0`,
    );
  }
  return index;
}

/**
 * Whether a known chart version is `from` or newer.
 *
 * @throws InputError when one of the two is not known
 * @internal
 */
export function isAtLeast(version: string, from: string): boolean {
  return position(version) >= position(from);
}

/**
 * What one version of the chart can do, and what it does wrong.
 *
 * @throws InputError when the version is not in {@link CHART_VERSIONS}; the message names what is accepted
 * @public
 */
export function chartCapabilities(version: string): ChartCapabilities {
  const facts = CHANGES.filter(({ from }) => isAtLeast(version, from)).reduce(
    (all, { set }) => ({ ...all, ...set }),
    BASELINE,
  );
  const faults = FAULTS.filter(
    ({ from, before }) =>
      isAtLeast(version, from) &&
      (before === undefined || !isAtLeast(version, before)),
  );
  return { version, ...facts, faults };
}

/**
 * Whether a version takes the Secrets of the portal, which are never values in git: it can be installed at all.
 *
 * @throws InputError when the version is not in {@link CHART_VERSIONS}
 * @public
 */
export function isInstallable(version: string): boolean {
  return !chartCapabilities(version).faults.some(
    ({ id }) => id === 'harmony-secret-refused',
  );
}
