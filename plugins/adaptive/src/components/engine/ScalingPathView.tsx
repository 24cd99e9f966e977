import clsx from 'clsx';
import Typography from '@material-ui/core/Typography';
import { alpha, makeStyles } from '@material-ui/core/styles';
import type {
  ScalingPath,
  Stage,
  StageId,
} from '@adaptive-portal/plugin-adaptive-common';
import { age, clockTime, duration } from '../../format';
import { useNow } from '../../live/useNow';
import { StateLabel } from '../common/StateLabel';
import { VERDICT } from '../common/tones';

const TITLES: Record<StageId, string> = {
  metric: 'Metric',
  trigger: 'Trigger',
  hpa: 'HPA',
  workload: 'Workload',
  pods: 'Pods',
  nodes: 'Nodes',
};

/** What a bare limit such as `10 %` or `2 to 6` means; stages without an entry show only what they say themselves. */
const LIMITS: Partial<Record<StageId, string>> = {
  metric: 'threshold',
  trigger: 'target',
  hpa: 'bounds',
  nodes: 'needs',
};

/** Older than the slowest regular measurement: the age is news. */
const OLD_MS = 60_000;

const useStyles = makeStyles(theme => ({
  chain: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 2.5),
    listStyle: 'none',
    margin: theme.spacing(0.5, 0, 1.5),
    padding: 0,
  },
  stage: {
    position: 'relative',
    flex: '1 1 8.5rem',
    minWidth: '8.5rem',
    padding: theme.spacing(1),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    ...theme.typography.body2,
    '&:not(:last-child)::after': {
      content: '"→"',
      position: 'absolute',
      right: theme.spacing(-2.25),
      top: theme.spacing(1),
      color: theme.palette.text.secondary,
    },
  },
  limiting: {
    border: `2px solid ${theme.palette.warning.main}`,
    backgroundColor: alpha(theme.palette.warning.main, 0.08),
    padding: theme.spacing(1) - 1,
    flexGrow: 1.5,
  },
  broken: {
    borderColor: theme.palette.error.main,
    backgroundColor: alpha(theme.palette.error.main, 0.08),
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    columnGap: theme.spacing(1),
  },
  value: { fontWeight: 600, fontVariantNumeric: 'tabular-nums' },
  quiet: { color: theme.palette.text.secondary },
  summary: { maxWidth: '60rem', marginBottom: theme.spacing(1) },
}));

/**
 * The six stages from the metric to the nodes, the first that limits marked, and what that means in sentences.
 *
 * @internal
 */
export function ScalingPathView({ path }: { path: ScalingPath }) {
  const classes = useStyles();
  const now = useNow();
  return (
    <>
      <ol className={classes.chain} aria-label="Scaling path">
        {path.stages.map(stage => (
          <StageBox
            key={stage.id}
            stage={stage}
            first={stage.id === path.limitedBy}
            now={now}
          />
        ))}
      </ol>
      <Typography variant="body2" className={classes.summary}>
        {describePath(path, now)}{' '}
        <span className={classes.quiet}>{describeAges(path.stages, now)}</span>
      </Typography>
    </>
  );
}

/** The summary, and what the backend may have said only elsewhere: the next change, and how long until then. */
function describePath({ summary, next }: ScalingPath, now: number): string {
  const sentences = [summary];
  if (next && !summary.includes(next.sentence)) {
    sentences.push(next.sentence);
  }
  if (next?.notBefore && Date.parse(next.notBefore) > now) {
    sentences.push(
      `That is in ${duration(Date.parse(next.notBefore) - now)}, at ${clockTime(
        next.notBefore,
      )} your time.`,
    );
  }
  return sentences.join(' ');
}

function describeAges(stages: Stage[], now: number): string {
  const times = stages.flatMap(({ observedAt }) => observedAt ?? []);
  const [oldest] = times.sort();
  return oldest ? `The oldest value here is ${age(oldest, now)} old.` : '';
}

function StageBox(props: { stage: Stage; first: boolean; now: number }) {
  const { stage, first, now } = props;
  const classes = useStyles();
  return (
    <li
      className={clsx(
        classes.stage,
        first && classes.limiting,
        first && stage.verdict === 'broken' && classes.broken,
      )}
      aria-current={first ? 'step' : undefined}
      title={describeOrigin(stage, now)}
    >
      <div className={classes.head}>
        <span className={classes.quiet}>{TITLES[stage.id]}</span>
        <StateLabel wording={VERDICT[stage.verdict]} />
      </div>
      <div className={classes.value}>{stage.value}</div>
      <Limit stage={stage} />
      <div>{stage.sentence}</div>
      {stage.observedAt && now - Date.parse(stage.observedAt) > OLD_MS && (
        <div className={classes.quiet}>{age(stage.observedAt, now)} old</div>
      )}
    </li>
  );
}

/** The limit with its meaning, unless the value or the sentence says it already. */
function Limit({ stage: { id, limit, value, sentence } }: { stage: Stage }) {
  const title = LIMITS[id];
  const said = limit
    ?.split(', ')
    .every(part => `${value} ${sentence}`.includes(part));
  return limit === undefined || title === undefined || said ? null : (
    <div>{/^\d/.test(limit) ? `${title} ${limit}` : limit}</div>
  );
}

function describeOrigin({ source, observedAt }: Stage, now: number): string {
  return [source, observedAt ? `${age(observedAt, now)} old` : 'not observed']
    .filter(Boolean)
    .join(', ');
}
