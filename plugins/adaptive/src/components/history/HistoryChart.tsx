import type { CSSProperties, ReactNode } from 'react';
import Tooltip from '@material-ui/core/Tooltip';
import { makeStyles } from '@material-ui/core/styles';
import clsx from 'clsx';
import { clockTime } from '../../format';
import { describeEntry } from './describeEntry';
import {
  place,
  ticks,
  type PoolLane,
  type ProblemBar,
  type Span,
  type Timeline,
} from './timeline';

const LANE_HEIGHT = 44;
const PAD = 4;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(7rem, 14rem) minmax(0, 1fr) 3rem',
    columnGap: theme.spacing(1.5),
    rowGap: theme.spacing(0.75),
    alignItems: 'center',
    padding: theme.spacing(0, 1.5, 1.5),
    ...theme.typography.body2,
    margin: 0,
    fontVariantNumeric: 'tabular-nums',
    [theme.breakpoints.down('sm')]: {
      gridTemplateColumns: 'minmax(0, 1fr) 3rem',
    },
  },
  name: {
    overflowWrap: 'anywhere',
    // No room beside the track: the name stands above it.
    [theme.breakpoints.down('sm')]: { gridColumn: '1 / -1' },
  },
  quiet: { color: theme.palette.text.secondary },
  track: { position: 'relative', height: LANE_HEIGHT },
  thin: { height: 14 },
  svg: { width: '100%', height: '100%', display: 'block' },
  ground: { stroke: theme.palette.divider },
  ready: { fill: theme.palette.text.secondary, fillOpacity: 0.35 },
  desired: {
    fill: 'none',
    stroke: theme.palette.text.primary,
    strokeWidth: 1.5,
  },
  blind: {
    position: 'absolute',
    top: 0,
    bottom: 0,
    minWidth: 2,
    backgroundImage: `repeating-linear-gradient(135deg, ${theme.palette.divider} 0 3px, transparent 3px 7px)`,
  },
  mark: {
    position: 'absolute',
    transform: 'translateX(-50%)',
    lineHeight: 1,
    fontSize: 10,
    cursor: 'default',
    color: theme.palette.text.primary,
  },
  bar: {
    position: 'absolute',
    top: 3,
    height: 8,
    minWidth: 3,
    borderRadius: 2,
    backgroundColor: theme.palette.text.secondary,
  },
  critical: { backgroundColor: theme.palette.error.main },
  warning: { backgroundColor: theme.palette.warning.main },
  axis: {
    position: 'relative',
    height: 20,
    borderTop: `1px solid ${theme.palette.divider}`,
    color: theme.palette.text.secondary,
  },
  tick: {
    position: 'absolute',
    transform: 'translateX(-50%)',
    whiteSpace: 'nowrap',
    [theme.breakpoints.down('sm')]: {
      '&:nth-child(even)': { display: 'none' },
    },
    '&::before': {
      content: '""',
      display: 'block',
      height: 4,
      width: 1,
      margin: '0 auto',
      backgroundColor: theme.palette.divider,
    },
  },
}));

/**
 * Replicas and problems of a window on one time axis. Everything drawn is in the table of changes too.
 *
 * @internal
 */
export function HistoryChart({ timeline }: { timeline: Timeline }) {
  const classes = useStyles();
  return (
    <div className={classes.root}>
      {timeline.pools.map(lane => (
        <Pool key={lane.name} lane={lane} timeline={timeline} />
      ))}
      {timeline.problems.map(({ key, label, code, bars }) => (
        <Row key={key} title={label} hint={code} quiet>
          <div className={clsx(classes.track, classes.thin)}>
            {bars.map(bar => (
              <Bar key={bar.id} bar={bar} window={timeline} />
            ))}
          </div>
        </Row>
      ))}
      <Row title="">
        <Axis window={timeline} />
      </Row>
    </div>
  );
}

function Row(props: {
  title: string;
  /** More about the title, when it is pointed at. */
  hint?: string;
  quiet?: boolean;
  children: ReactNode;
  end?: ReactNode;
}) {
  const classes = useStyles();
  const title = (
    <span className={clsx(classes.name, props.quiet && classes.quiet)}>
      {props.title}
    </span>
  );
  return (
    <>
      {props.hint ? <Tooltip title={props.hint}>{title}</Tooltip> : title}
      {props.children}
      <span className={classes.quiet}>{props.end}</span>
    </>
  );
}

function across(span: Span, window: Span): CSSProperties {
  const left = place(span.from, window);
  return { left: `${left}%`, width: `${place(span.to, window) - left}%` };
}

function Pool({ lane, timeline }: { lane: PoolLane; timeline: Timeline }) {
  const classes = useStyles();
  const now = lane.steps[lane.steps.length - 1]?.replicas;
  return (
    <Row
      title={lane.name}
      end={
        <Tooltip title="Ready of desired replicas at the end of the window">
          <span>{now ? `${now.ready}/${now.desired ?? '–'}` : 'gone'}</span>
        </Tooltip>
      }
    >
      <div className={classes.track}>
        {timeline.blind.map(span => (
          <Tooltip key={span.from} title={span.reason}>
            <span className={classes.blind} style={across(span, timeline)} />
          </Tooltip>
        ))}
        <StepLines lane={lane} window={timeline} />
        {lane.scaled.map(entry => (
          <Tooltip
            key={entry.id}
            title={`${clockTime(entry.at)} ${describeEntry(entry)}`}
          >
            <span
              className={classes.mark}
              role="img"
              aria-label={`${clockTime(entry.at)} ${describeEntry(entry)}`}
              style={{
                left: `${place(Date.parse(entry.at), timeline)}%`,
                ...(entry.to > entry.from ? { top: -4 } : { bottom: -4 }),
              }}
            >
              {entry.to > entry.from ? '▲' : '▼'}
            </span>
          </Tooltip>
        ))}
      </div>
    </Row>
  );
}

/** Ready replicas as an area, desired ones as a line; both keep their value until the next step. */
function StepLines({ lane, window }: { lane: PoolLane; window: Span }) {
  const classes = useStyles();
  const y = (n: number) =>
    LANE_HEIGHT - PAD - (n / lane.top) * (LANE_HEIGHT - 2 * PAD);
  const parts = lane.steps.map(({ at, replicas }, i) => ({
    from: place(at, window),
    to: place(lane.steps[i + 1]?.at ?? window.to, window),
    replicas,
  }));
  const area = parts.flatMap(({ from, to, replicas }) =>
    replicas ? [`M${from},${y(0)}V${y(replicas.ready)}H${to}V${y(0)}Z`] : [],
  );
  const line = parts.map(({ from, to, replicas }, i) => {
    if (replicas?.desired === undefined) return '';
    const joins = parts[i - 1]?.replicas?.desired !== undefined;
    const height = y(replicas.desired);
    return joins ? `V${height}H${to}` : `M${from},${height}H${to}`;
  });
  return (
    <svg
      className={classes.svg}
      viewBox={`0 0 100 ${LANE_HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={describeLane(lane)}
    >
      <line
        className={classes.ground}
        vectorEffect="non-scaling-stroke"
        x1={0}
        x2={100}
        y1={y(0)}
        y2={y(0)}
      />
      <path className={classes.ready} d={area.join('')} />
      <path
        className={classes.desired}
        vectorEffect="non-scaling-stroke"
        d={line.join('')}
      />
    </svg>
  );
}

function describeLane({ name, steps, scaled }: PoolLane): string {
  const ready = steps.flatMap(({ replicas }) =>
    replicas ? [replicas.ready] : [],
  );
  const last = steps[steps.length - 1]?.replicas;
  const range =
    ready.length > 0
      ? `between ${Math.min(...ready)} and ${Math.max(...ready)} ready`
      : 'none known';
  const end = last ? `${last.ready} ready at the end` : 'gone at the end';
  const times = scaled.length === 1 ? 'once' : `${scaled.length} times`;
  return `Replicas of ${name}: ${range}, ${end}, scaled ${times}`;
}

function Bar({ bar, window }: { bar: ProblemBar; window: Span }) {
  const classes = useStyles();
  const end = bar.open
    ? 'until now'
    : `until ${clockTime(new Date(bar.to).toISOString())}`;
  const words = `Since ${clockTime(bar.since)} ${end}: ${bar.sentence}`;
  return (
    <Tooltip title={words}>
      <span
        role="img"
        aria-label={words}
        className={clsx(
          classes.bar,
          bar.severity === 'critical' && classes.critical,
          bar.severity === 'warning' && classes.warning,
        )}
        style={across(bar, window)}
      />
    </Tooltip>
  );
}

const DAY_MS = 86_400_000;

function Axis({ window }: { window: Span }) {
  const classes = useStyles();
  const days = window.to - window.from > 2 * DAY_MS;
  return (
    <div className={classes.axis} aria-hidden>
      {ticks(window, 8).map(at => (
        <span
          key={at}
          className={classes.tick}
          style={{ left: `${place(at, window)}%` }}
        >
          {tickText(new Date(at), days)}
        </span>
      ))}
    </div>
  );
}

/** `14:30`, over several days `11-22`. */
function tickText(date: Date, days: boolean): string {
  const pad = (n: number) => String(n).padStart(2, '0');
  return days
    ? `${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
    : `${pad(date.getHours())}:${pad(date.getMinutes())}`;
}
