import Tooltip from '@material-ui/core/Tooltip';
import Typography from '@material-ui/core/Typography';
import type { MetricValue } from '@adaptive-portal/plugin-adaptive-common';
import { age, clockTime, NO_DATA } from '../../format';
import { useNow } from '../../live/useNow';

/**
 * A number from a metric source with its age and origin on hover. Without a number it says so, and why; never 0.
 *
 * @internal
 */
export function Measured(props: {
  metric: MetricValue;
  format: (value: number) => string;
}) {
  const { metric, format } = props;
  const now = useNow();
  if (metric.value === undefined) {
    return (
      <Tooltip title={metric.reason ?? 'The source gave no reason'}>
        <Typography
          variant="inherit"
          component="span"
          color="textSecondary"
          tabIndex={0}
        >
          {NO_DATA}
        </Typography>
      </Tooltip>
    );
  }
  return (
    <Tooltip title={describeOrigin(metric, now)}>
      <span>{format(metric.value)}</span>
    </Tooltip>
  );
}

function describeOrigin({ at, source }: MetricValue, now: number): string {
  const when = at
    ? `${age(at, now)} old, measured at ${clockTime(at)}`
    : 'time of measurement unknown';
  return source ? `${when}, by ${source}` : when;
}
