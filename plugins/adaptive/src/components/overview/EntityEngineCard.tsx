import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { InfoCard } from '@backstage/core-components';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
  useEntity,
} from '@backstage/plugin-catalog-react';
import {
  stringifyEngineRef,
  type Engine,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { readEngineRef } from '../../entity';
import { useEngine, type Live } from '../../live/useLive';
import { isLastKnown } from '../common/FreshnessLabel';
import { LiveBoundary } from '../common/LiveBoundary';
import { LiveIndicator } from '../common/LiveIndicator';
import { StateLabel } from '../common/StateLabel';
import { ENGINE_STATUS, lastKnown, POOL_STATUS } from '../common/tones';
import { ProblemCounts } from '../fleet/ProblemCounts';
import { sumGpus } from '../fleet/poolSums';

const useStyles = makeStyles(theme => ({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    columnGap: theme.spacing(2),
  },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'auto 1fr',
    columnGap: theme.spacing(2),
    rowGap: theme.spacing(0.5),
    margin: theme.spacing(1.5, 0, 0),
    ...theme.typography.body2,
    '& dt': { color: theme.palette.text.secondary },
    '& dd': { margin: 0 },
  },
}));

/**
 * An engine in short, on the overview of its entity.
 *
 * @internal
 */
export function EntityEngineCard() {
  const { entity } = useEntity();
  const result = readEngineRef(entity);
  const entityRoute = useRouteRef(entityRouteRef);
  const tab = entityRoute && `${entityRoute(entityRouteParams(entity))}/engine`;
  return (
    <InfoCard
      title="Engine"
      deepLink={tab ? { title: 'Pools and scaling', link: tab } : undefined}
    >
      {result.status === 'found' ? (
        <EngineInShort engineRef={result.ref} />
      ) : (
        <Typography variant="body2">
          {result.status === 'invalid'
            ? result.message
            : 'The entity does not name its engine yet.'}
        </Typography>
      )}
    </InfoCard>
  );
}

function EngineInShort({ engineRef }: { engineRef: EngineRef }) {
  const live = useEngine(engineRef);
  return (
    <LiveBoundary
      compact
      live={live}
      subject={`engine ${stringifyEngineRef(engineRef)}`}
    >
      {engine => <Facts engine={engine} live={live} />}
    </LiveBoundary>
  );
}

function Facts({ engine, live }: { engine: Engine; live: Live<Engine> }) {
  const classes = useStyles();
  const wording = ENGINE_STATUS[engine.status];
  const gpus = sumGpus(engine.computePools);
  return (
    <>
      <Typography component="div" className={classes.line}>
        <StateLabel
          wording={isLastKnown(engine.freshness) ? lastKnown(wording) : wording}
        />
        <Typography variant="body2" component="span">
          <LiveIndicator live={live} freshness={engine.freshness} />
        </Typography>
      </Typography>
      <Typography variant="body2">{engine.statusReason}</Typography>
      <dl className={classes.facts}>
        {engine.computePools.map(({ name, status, replicas }) => (
          <PoolFact
            key={name}
            name={name}
            wording={POOL_STATUS[status]}
            numbers={`${replicas.ready} of ${replicas.max ?? '–'} replicas`}
          />
        ))}
        <dt>GPUs</dt>
        <dd>
          {gpus
            ? `${gpus.allocated} of ${gpus.requested} requested`
            : 'not known'}
        </dd>
        <dt>Problems</dt>
        <dd>
          <ProblemCounts problems={countProblems(engine)} />
        </dd>
      </dl>
    </>
  );
}

function PoolFact(props: {
  name: string;
  wording: (typeof POOL_STATUS)[keyof typeof POOL_STATUS];
  numbers: string;
}) {
  const { name, wording, numbers } = props;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {numbers} {wording.tone !== 'calm' && <StateLabel wording={wording} />}
      </dd>
    </>
  );
}

function countProblems({ problems }: Engine) {
  const of = (severity: string) =>
    problems.filter(problem => problem.severity === severity).length;
  return { critical: of('critical'), warning: of('warning'), info: of('info') };
}
