import { makeStyles } from '@material-ui/core/styles';
import type { PoolReplicas } from '@adaptive-portal/plugin-adaptive-common';

const useStyles = makeStyles(theme => ({
  root: { display: 'inline-flex', flexDirection: 'column', minWidth: 150 },
  line: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    fontVariantNumeric: 'tabular-nums',
  },
  svg: { flex: 1, height: 14, minWidth: 90, overflow: 'visible' },
  room: {
    fill: 'none',
    stroke: theme.palette.text.secondary,
    strokeOpacity: 0.5,
  },
  ready: { fill: theme.palette.text.secondary },
  starting: { fill: theme.palette.text.secondary, fillOpacity: 0.4 },
  pending: {
    fill: 'none',
    stroke: theme.palette.error.main,
    strokeWidth: 2,
    strokeDasharray: '3 2',
  },
  desired: { stroke: theme.palette.text.primary, strokeWidth: 2 },
  min: { stroke: theme.palette.text.primary, strokeWidth: 1 },
  words: { color: theme.palette.text.secondary, whiteSpace: 'nowrap' },
}));

const WIDTH = 100;
const HEIGHT = 14;

/**
 * Minimum, maximum and what is there in between: ready, starting and pending replicas, a thick mark at the desired
 * number and a thin one at the minimum.
 *
 * @internal
 */
export function ReplicasBar({ replicas }: { replicas: PoolReplicas }) {
  const classes = useStyles();
  const { min, max, desired, current, ready, starting, pending } = replicas;
  const scale = Math.max(max ?? 0, desired ?? 0, current, 1);
  const x = (n: number) => (n / scale) * WIDTH;
  return (
    <span className={classes.root}>
      <span className={classes.line}>
        <span title="Minimum">{min ?? '–'}</span>
        <svg
          className={classes.svg}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={describeReplicas(replicas)}
        >
          <title>{describeReplicas(replicas)}</title>
          <Box className={classes.room} from={0} to={WIDTH} />
          <Box className={classes.ready} from={0} to={x(ready)} />
          <Box
            className={classes.starting}
            from={x(ready)}
            to={x(ready + starting)}
          />
          <Box
            className={classes.pending}
            from={x(ready + starting)}
            to={x(ready + starting + pending)}
          />
          {min !== undefined && <Mark className={classes.min} at={x(min)} />}
          {desired !== undefined && (
            <Mark className={classes.desired} at={x(desired)} />
          )}
        </svg>
        <span title="Maximum">{max ?? '–'}</span>
      </span>
      <span className={classes.words}>{shortReplicas(replicas)}</span>
    </span>
  );
}

function Box(props: { className: string; from: number; to: number }) {
  const { className, from, to } = props;
  return to > from ? (
    <rect
      className={className}
      vectorEffect="non-scaling-stroke"
      x={from}
      y={2}
      width={to - from}
      height={HEIGHT - 4}
    />
  ) : null;
}

function Mark({ className, at }: { className: string; at: number }) {
  return (
    <line
      className={className}
      vectorEffect="non-scaling-stroke"
      x1={at}
      x2={at}
      y1={0}
      y2={HEIGHT}
    />
  );
}

/** `4 ready, 2 pending`: what is zero is left out, but never everything. */
function shortReplicas({ ready, starting, pending }: PoolReplicas): string {
  return [
    `${ready} ready`,
    starting > 0 && `${starting} starting`,
    pending > 0 && `${pending} pending`,
  ]
    .filter(Boolean)
    .join(', ');
}

/**
 * All replica counts in words, for those who cannot see the bar.
 *
 * @internal
 */
export function describeReplicas(replicas: PoolReplicas): string {
  const { min, max, desired, ready, starting, pending } = replicas;
  const wanted = (n: number | undefined) => (n === undefined ? 'not known' : n);
  return `Replicas: ${ready} ready, ${starting} starting, ${pending} pending; desired ${wanted(
    desired,
  )}, minimum ${wanted(min)}, maximum ${wanted(max)}`;
}
