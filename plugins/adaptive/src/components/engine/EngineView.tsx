import { Fragment } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import {
  stringifyEngineRef,
  type Engine,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { useEngine, type Live } from '../../live/useLive';
import { LiveBoundary } from '../common/LiveBoundary';
import { Section } from '../common/Section';
import { useEngineEntities } from '../common/useEngineEntities';
import { useEditUrl } from '../common/useEditUrl';
import { HistorySection } from '../history/HistorySection';
import { AlertsTable } from './AlertsTable';
import { EngineHeader } from './EngineHeader';
import { PartsTable } from './PartsTable';
import { PoolsTable } from './PoolsTable';
import { ProblemsList } from './ProblemsList';
import { ServicesTable } from './ServicesTable';
import { SourcesTable } from './SourcesTable';
import { hasSurroundings } from './surroundings';
import { SurroundingsTable } from './SurroundingsTable';

const useStyles = makeStyles(theme => ({
  none: { padding: theme.spacing(0, 1.5, 1.5) },
}));

/**
 * Everything about one engine, live: is it well, what is wrong, why, what to do.
 *
 * @internal
 */
export function EngineView(props: {
  engineRef: EngineRef;
  /** Raw name of a pool that is open from the start. */
  focusPool?: string;
}) {
  const live = useEngine(props.engineRef);
  return (
    <LiveBoundary
      live={live}
      subject={`engine ${stringifyEngineRef(props.engineRef)}`}
    >
      {engine => (
        <EngineSections
          engine={engine}
          live={live}
          focusPool={props.focusPool}
        />
      )}
    </LiveBoundary>
  );
}

function EngineSections(props: {
  engine: Engine;
  live: Live<Engine>;
  focusPool?: string;
}) {
  const { engine, live, focusPool } = props;
  const classes = useStyles();
  const editUrl = useEditUrl(useEngineEntities([engine.ref]));
  const {
    problems,
    computePools: pools,
    alerts = [],
    services = [],
    surroundings,
  } = engine;
  return (
    <Fragment>
      <EngineHeader
        engine={engine}
        live={live}
        // What is in no git cannot be changed there.
        edit={engine.gitops && editUrl(engine.ref, {})}
      />
      <Section title="Compute pools">
        {pools.length > 0 ? (
          <PoolsTable
            pools={pools}
            freshness={engine.freshness}
            focusPool={focusPool}
          />
        ) : (
          <Typography variant="body2" className={classes.none}>
            The portal sees no compute pools of this engine.
          </Typography>
        )}
      </Section>
      <Section
        title={
          problems.length > 0 ? `Problems (${problems.length})` : 'Problems'
        }
      >
        {problems.length > 0 ? (
          <ProblemsList
            problems={problems}
            engineRef={engine.ref}
            editUrl={editUrl}
          />
        ) : (
          <Typography variant="body2" className={classes.none}>
            None found.
          </Typography>
        )}
      </Section>
      {alerts.length > 0 && (
        <Section title={`Alerts (${alerts.length})`}>
          <AlertsTable alerts={alerts} />
        </Section>
      )}
      {engine.components.length > 0 && (
        <Section title="Parts">
          <PartsTable components={engine.components} mlflow={engine.mlflow} />
        </Section>
      )}
      {surroundings && hasSurroundings(surroundings) && (
        <Section title="Namespace">
          <SurroundingsTable surroundings={surroundings} />
        </Section>
      )}
      {services.length > 0 && (
        <Section title="Tools">
          <ServicesTable services={services} links={engine.links} />
        </Section>
      )}
      <HistorySection engineRef={engine.ref} />
      <Section title="Sources">
        <SourcesTable sources={engine.sources} />
      </Section>
    </Fragment>
  );
}
