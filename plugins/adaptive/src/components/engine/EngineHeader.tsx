import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import type { Engine } from '@adaptive-portal/plugin-adaptive-common';
import { tokensPerSecond } from '../../format';
import type { LiveState } from '../../live/LiveStore';
import { engineLinks } from '../common/engineLinks';
import { ExternalLink } from '../common/ExternalLink';
import { describeSilence, isLastKnown } from '../common/FreshnessLabel';
import { LiveIndicator } from '../common/LiveIndicator';
import { Measured } from '../common/Measured';
import { StateLabel } from '../common/StateLabel';
import { ENGINE_STATUS, lastKnown } from '../common/tones';
import { GitOpsState } from './GitOpsState';

const useStyles = makeStyles(theme => ({
  root: { padding: theme.spacing(1.5), marginBottom: theme.spacing(2) },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    columnGap: theme.spacing(2),
    rowGap: theme.spacing(0.5),
  },
  reason: { flex: '1 1 20rem' },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(2),
    rowGap: theme.spacing(0.5),
    listStyle: 'none',
    margin: theme.spacing(1, 0, 0),
    padding: 0,
    ...theme.typography.body2,
  },
  gone: { marginTop: theme.spacing(1) },
}));

/**
 * Is it well, how fresh is that, which version from which revision, and where to go from here.
 *
 * @internal
 */
export function EngineHeader(props: {
  engine: Engine;
  live: LiveState<Engine>;
  /** Form that changes the engine in git. */
  edit?: string;
}) {
  const { engine, live, edit } = props;
  const classes = useStyles();
  const { ref, freshness } = engine;
  const wording = ENGINE_STATUS[engine.status];
  const gone = isLastKnown(freshness);
  return (
    <Paper
      variant="outlined"
      component="section"
      className={classes.root}
      aria-label="Summary"
    >
      <div className={classes.line}>
        <Typography variant="h5" component="h2">
          {ref.release}
        </Typography>
        <Typography component="span">
          <StateLabel wording={gone ? lastKnown(wording) : wording} />
        </Typography>
        <Typography component="span" className={classes.reason}>
          {!gone && engine.statusReason}
        </Typography>
        <Typography component="span" variant="body2">
          <LiveIndicator live={live} freshness={freshness} />
        </Typography>
      </div>
      {gone && (
        <Typography variant="body2" role="status" className={classes.gone}>
          Cluster {ref.cluster} {describeSilence(freshness)}
          {freshness.message ? ` (${freshness.message})` : ''}. What stands here
          is the last known state.
        </Typography>
      )}
      <ul className={classes.facts}>
        <li>
          {ref.cluster} / {ref.namespace}
        </li>
        <li>chart {engine.chartVersion ?? 'version not known'}</li>
        {engine.metrics?.tokensPerSecond.value !== undefined && (
          <li>
            <Measured
              metric={engine.metrics.tokensPerSecond}
              format={tokensPerSecond}
            />
          </li>
        )}
        {engine.gitops && (
          <li>
            <GitOpsState gitops={engine.gitops} />
          </li>
        )}
        {edit && (
          <li>
            <Link to={edit}>Change</Link>
          </li>
        )}
        {engineLinks(engine).map(link => (
          <li key={link.id}>
            <ExternalLink url={link.url}>{link.title}</ExternalLink>
          </li>
        ))}
      </ul>
    </Paper>
  );
}
