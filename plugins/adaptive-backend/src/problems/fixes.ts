import type { ProblemFix } from '@adaptive-portal/plugin-adaptive-common';
import type { ScaledObjectObject } from '../objects/types';

/*
 * Remedies that are a change in git. Each is what the edit template would be given; whether git has the engine, and
 * what else the change would do, the template's plan says.
 */

/** Takes a pause back. */
export function resumeFix(pool: string): ProblemFix {
  return {
    template: 'adaptive-engine-edit',
    title: 'Resume autoscaling',
    change: { autoscaling: { action: 'resume', pools: [pool] } },
  };
}

/** Changes the limits of one pool. `title` says to what. */
export function limitsFix(
  title: string,
  pool: {
    name: string;
    minReplicas?: number;
    maxReplicas?: number;
  },
): ProblemFix {
  return {
    template: 'adaptive-engine-edit',
    title,
    change: { setPools: [pool] },
  };
}

const MANAGED_BY = 'app.kubernetes.io/managed-by';

/** Renders a ScaledObject of the portal's again; undefined for others, which the portal would not touch. */
export function renderAgainFix({
  metadata,
}: ScaledObjectObject): ProblemFix | undefined {
  return metadata.labels?.[MANAGED_BY] === 'adaptive-portal'
    ? {
        template: 'adaptive-engine-edit',
        title: 'Render the trigger again',
        change: {},
      }
    : undefined;
}

/** Installs another version of the chart. */
export function chartFix(chartVersion: string): ProblemFix {
  return {
    template: 'adaptive-engine-edit',
    title: `Upgrade to chart ${chartVersion}`,
    change: { chartVersion },
  };
}
