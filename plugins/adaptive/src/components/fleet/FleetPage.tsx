import { useSearchParams } from 'react-router-dom';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import {
  Content,
  EmptyState,
  Link,
  LinkButton,
} from '@backstage/core-components';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  type ClusterStatus,
  unlistedWorkloads,
} from '@adaptive-portal/plugin-adaptive-common';
import { count } from '../../format';
import type { Fleet } from '../../live/folds';
import type { LiveState } from '../../live/LiveStore';
import { useFleet } from '../../live/useLive';
import { templatesRouteRef } from '../../routes';
import { LiveBoundary } from '../common/LiveBoundary';
import { NoMatch } from '../common/NoMatch';
import { useEngineEntities } from '../common/useEngineEntities';
import { useEnginePath } from '../common/useEnginePath';
import { FleetBanners } from './FleetBanners';
import { FleetFilters } from './FleetFilters';
import { FleetTable } from './FleetTable';
import {
  describeFilter,
  filterEngines,
  NO_FILTER,
  readFilter,
  writeFilter,
  type FleetFilter,
} from './filters';

const useStyles = makeStyles(theme => ({
  line: {
    display: 'flex',
    justifyContent: 'space-between',
    marginBottom: theme.spacing(1),
  },
}));

/**
 * All engines the user may see, the worst first.
 *
 * @internal
 */
export function FleetPage() {
  const live = useFleet();
  return (
    <Content>
      <LiveBoundary live={live} subject="engines">
        {fleet => <FleetOverview fleet={fleet} live={live} />}
      </LiveBoundary>
    </Content>
  );
}

function FleetOverview(props: { fleet: Fleet; live: LiveState<Fleet> }) {
  const { fleet, live } = props;
  const classes = useStyles();
  const create = useRouteRef(templatesRouteRef);
  const [query, setQuery] = useSearchParams();
  const entityOf = useEngineEntities(fleet.engines.map(({ ref }) => ref));
  const pathOf = useEnginePath(entityOf);
  const filter = readFilter(query);
  const shown = filterEngines(fleet.engines, filter);
  const setFilter = (next: FleetFilter) =>
    setQuery(writeFilter(query, next), { replace: true });

  return (
    <>
      <FleetBanners live={live} />
      {fleet.engines.length === 0 ? (
        <NoEngines clusters={fleet.clusters ?? []} />
      ) : (
        <>
          <FleetFilters
            filter={filter}
            clusters={[...new Set(fleet.engines.map(e => e.ref.cluster))]}
            onChange={setFilter}
          />
          <Typography
            variant="body2"
            color="textSecondary"
            component="div"
            className={classes.line}
          >
            <span role="status">
              {shown.length === fleet.engines.length
                ? count(shown.length, 'engine')
                : `${shown.length} of ${count(fleet.engines.length, 'engine')}`}
            </span>
            {create && <Link to={create()}>Create an engine</Link>}
          </Typography>
          {shown.length > 0 ? (
            <FleetTable
              engines={shown}
              lost={live.status === 'reconnecting'}
              pathOf={pathOf}
            />
          ) : (
            <NoMatch
              text={`No engine matches ${describeFilter(filter)}.`}
              onClear={() => setFilter(NO_FILTER)}
            />
          )}
        </>
      )}
    </>
  );
}

function NoEngines({ clusters }: { clusters: ClusterStatus[] }) {
  const create = useRouteRef(templatesRouteRef);
  const unlisted = clusters
    .filter(cluster => unlistedWorkloads(cluster).length > 0)
    .map(({ title }) => title);
  if (unlisted.length > 0) {
    return (
      <EmptyState
        missing="data"
        title="Engines unknown"
        description={`The portal could not list the engines of ${unlisted.join(
          ', ',
        )} yet, so there may be some. They appear here by themselves.`}
      />
    );
  }
  return (
    <EmptyState
      missing="content"
      title="No engines yet"
      description="The portal sees no engine in any cluster that you may look at. Engines appear here by themselves, also those that were not created here."
      action={
        create && (
          <LinkButton variant="contained" color="primary" to={create()}>
            Create an engine
          </LinkButton>
        )
      }
    />
  );
}
