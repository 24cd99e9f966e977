import clsx from 'clsx';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type {
  ScalingPath,
  Stage,
  StageId,
} from '@adaptive-portal/plugin-adaptive-common';
import { age, clockTime } from '../../format';
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
    flex: '1 1 9rem',
    minWidth: '9rem',
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
    padding: theme.spacing(1) - 1,
  },
  broken: { borderColor: theme.palette.error.main },
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
        {path.summary} {path.next?.sentence}
        {path.next?.notBefore &&
          ` Not before ${clockTime(path.next.notBefore)}.`}
        {path.agreement === 'cannotExplain' &&
          ` The portal cannot explain the number: its own arithmetic gives ${
            path.computedReplicas ?? 'another'
          }.`}
      </Typography>
    </>
  );
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
    >
      <div className={classes.head}>
        <span className={classes.quiet}>{TITLES[stage.id]}</span>
        <StateLabel wording={VERDICT[stage.verdict]} />
      </div>
      <div className={classes.value}>{stage.value}</div>
      {stage.limit && <div>{stage.limit}</div>}
      <div>{stage.sentence}</div>
      <div className={classes.quiet} title={stage.source}>
        {stage.observedAt
          ? `${age(stage.observedAt, now)} old`
          : 'not observed'}
      </div>
    </li>
  );
}
