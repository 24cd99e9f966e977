import { makeStyles } from '@material-ui/core/styles';
import type {
  MetricValue,
  PoolMetrics,
} from '@adaptive-portal/plugin-adaptive-common';
import { milliseconds, percent, perSecond, plainNumber } from '../../format';
import { Measured } from '../common/Measured';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(4),
    rowGap: theme.spacing(1),
    margin: theme.spacing(2, 0, 0),
    ...theme.typography.body2,
    '& dt': { color: theme.palette.text.secondary },
    '& dd': { margin: 0, fontVariantNumeric: 'tabular-nums' },
  },
}));

/** What has no column of its own, in the order in which it is read. Metrics that do not apply to a pool are absent. */
const MEASURES: Array<{
  title: string;
  of: (metrics: PoolMetrics) => MetricValue | undefined;
  format: (value: number) => string;
}> = [
  {
    title: 'TTFT p50',
    of: metrics => metrics.ttftP50,
    format: milliseconds,
  },
  {
    title: 'GPU utilisation',
    of: metrics => metrics.gpuUtilization,
    format: percent,
  },
  { title: 'GPU memory', of: metrics => metrics.gpuMemory, format: percent },
  {
    title: 'KEDA scaler errors',
    of: metrics => metrics.scalerErrorRate,
    format: perSecond,
  },
  {
    title: 'Variant autoscaler wants',
    of: metrics => metrics.variantDesiredReplicas,
    format: String,
  },
];

/**
 * Further measurements of a pool, each with its age and origin on hover.
 *
 * @internal
 */
export function PoolMeasures({ metrics }: { metrics: PoolMetrics }) {
  const classes = useStyles();
  const measured = [
    ...MEASURES.flatMap(({ title, of, format }) => {
      const metric = of(metrics);
      return metric ? [{ title, metric, format }] : [];
    }),
    ...(metrics.triggers ?? []).map(({ metric: name, value }) => ({
      title: `KEDA read of ${name}`,
      metric: value,
      format: plainNumber,
    })),
  ];
  if (measured.length === 0) {
    return null;
  }
  return (
    <dl className={classes.root} aria-label="Measurements">
      {measured.map(({ title, metric, format }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <Measured metric={metric} format={format} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
