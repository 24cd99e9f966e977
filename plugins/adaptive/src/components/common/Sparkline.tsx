import { makeStyles } from '@material-ui/core/styles';
import { percent } from '../../format';

const useStyles = makeStyles(theme => ({
  root: {
    width: 64,
    height: 18,
    // No taller than the line of text beside it.
    margin: '-4px 0 -2px',
    alignSelf: 'center',
    verticalAlign: 'middle',
    color: theme.palette.text.secondary,
  },
  line: { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 },
  threshold: {
    stroke: 'currentColor',
    strokeWidth: 1,
    strokeDasharray: '2 2',
    opacity: 0.7,
  },
}));

const WIDTH = 64;
const HEIGHT = 18;
const PAD = 2;

/**
 * The last values of a ratio as a line, and the threshold dashed. Draws nothing for fewer than two values.
 *
 * @internal
 */
export function Sparkline(props: {
  label: string;
  points: Array<[number, number]>;
  threshold?: number;
}) {
  const { label, points, threshold } = props;
  const classes = useStyles();
  if (points.length < 2) {
    return null;
  }
  const times = points.map(([time]) => time);
  const [first, last] = [times[0], times[times.length - 1]];
  // A flat line of zeros stays on the ground, and the threshold stays inside the picture.
  const top = Math.max(
    ...points.map(([, y]) => y),
    (threshold ?? 0) * 1.25,
    0.01,
  );
  const x = (time: number) =>
    PAD + ((time - first) / Math.max(last - first, 1)) * (WIDTH - 2 * PAD);
  const y = (value: number) =>
    HEIGHT - PAD - (value / top) * (HEIGHT - 2 * PAD);

  return (
    <svg
      className={classes.root}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: from ${percent(points[0][1])} to ${percent(
        points[points.length - 1][1],
      )}`}
    >
      {threshold !== undefined && (
        <line
          className={classes.threshold}
          x1={0}
          x2={WIDTH}
          y1={y(threshold)}
          y2={y(threshold)}
        />
      )}
      <polyline
        className={classes.line}
        points={points.map(([t, v]) => `${x(t)},${y(v)}`).join(' ')}
      />
    </svg>
  );
}
