import type { EngineSummary } from '@adaptive-portal/plugin-adaptive-common';
import { StateLabel } from '../common/StateLabel';
import { SEVERITY } from '../common/tones';

const SEVERITIES = ['critical', 'warning', 'info'] as const;

/**
 * How many problems of each severity; `none` when there are none.
 *
 * @internal
 */
export function ProblemCounts(props: { problems: EngineSummary['problems'] }) {
  const found = SEVERITIES.filter(severity => props.problems[severity] > 0);
  if (found.length === 0) {
    return <>none</>;
  }
  return (
    <>
      {found.map(severity => (
        <div key={severity}>
          <StateLabel wording={SEVERITY[severity]}>
            {props.problems[severity]}{' '}
            {severity === 'warning' && props.problems.warning !== 1
              ? 'warnings'
              : SEVERITY[severity].label.toLowerCase()}
          </StateLabel>
        </div>
      ))}
    </>
  );
}
