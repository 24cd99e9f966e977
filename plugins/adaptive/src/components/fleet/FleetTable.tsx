import clsx from 'clsx';
import Paper from '@material-ui/core/Paper';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  stringifyEngineRef,
  type EngineRef,
  type EngineSummary,
} from '@adaptive-portal/plugin-adaptive-common';
import { percent } from '../../format';
import { engineRouteRef } from '../../routes';
import { DataTable, RowHeader } from '../common/DataTable';
import { FreshnessLabel, isLastKnown } from '../common/FreshnessLabel';
import { Measured } from '../common/Measured';
import { StateLabel } from '../common/StateLabel';
import {
  ENGINE_STATUS,
  lastKnown,
  lowerFirst,
  POOL_STATUS,
} from '../common/tones';
import { ProblemCounts } from './ProblemCounts';
import { sumGpus, worstTimeouts } from './poolSums';

const COLUMNS = [
  { id: 'engine', title: 'Engine' },
  { id: 'status', title: 'Status' },
  { id: 'pools', title: 'Pools (ready of max)' },
  { id: 'gpus', title: 'GPUs', align: 'right' as const },
  { id: 'timeouts', title: 'Worst TTFT timeouts', align: 'right' as const },
  { id: 'problems', title: 'Problems' },
  { id: 'chart', title: 'Chart', align: 'right' as const },
  { id: 'freshness', title: 'Freshness' },
];

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  lastKnown: { '& > *': { color: theme.palette.text.secondary } },
  quiet: { color: theme.palette.text.secondary },
  name: { whiteSpace: 'nowrap' },
  reason: { maxWidth: '24rem' },
  pools: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    whiteSpace: 'nowrap',
  },
  right: { whiteSpace: 'nowrap' },
  wrapped: { '& span': { whiteSpace: 'normal' } },
}));

/**
 * One row per engine.
 *
 * @internal
 */
export function FleetTable(props: {
  engines: EngineSummary[];
  /** Page of an engine in the catalog, if it has one. */
  pathOf: (ref: EngineRef) => string | undefined;
}) {
  const enginePage = useRouteRef(engineRouteRef);
  return (
    <Paper variant="outlined">
      <DataTable caption="Engines" columns={COLUMNS}>
        {props.engines.map(engine => (
          <EngineRow
            key={stringifyEngineRef(engine.ref)}
            engine={engine}
            path={
              props.pathOf(engine.ref) ??
              enginePage?.({
                cluster: engine.ref.cluster,
                namespace: engine.ref.namespace,
                release: engine.ref.release,
              })
            }
          />
        ))}
      </DataTable>
    </Paper>
  );
}

function EngineRow(props: { engine: EngineSummary; path?: string }) {
  const { engine, path } = props;
  const { ref, pools, freshness } = engine;
  const classes = useStyles();
  const wording = ENGINE_STATUS[engine.status];
  const gone = isLastKnown(freshness);
  const gpus = sumGpus(pools);
  const timeouts = worstTimeouts(pools);
  return (
    <TableRow className={clsx(classes.row, gone && classes.lastKnown)}>
      <RowHeader className={classes.name}>
        {path ? <Link to={path}>{ref.release}</Link> : ref.release}
        <div className={classes.quiet}>
          {ref.cluster} / {ref.namespace}
        </div>
      </RowHeader>
      <TableCell className={classes.reason}>
        <StateLabel wording={gone ? lastKnown(wording) : wording} />
        <div className={classes.quiet}>{engine.statusReason}</div>
      </TableCell>
      <TableCell>
        <ul className={classes.pools}>
          {pools.map(pool => (
            <li key={pool.name}>
              <PoolState pool={pool} />
            </li>
          ))}
        </ul>
      </TableCell>
      <TableCell align="right" className={classes.right}>
        {gpus ? `${gpus.allocated}/${gpus.requested}` : 'not known'}
      </TableCell>
      <TableCell align="right" className={classes.right}>
        <Measured metric={timeouts.metric} format={percent} />
        {timeouts.pool && <div className={classes.quiet}>{timeouts.pool}</div>}
      </TableCell>
      <TableCell>
        <ProblemCounts problems={engine.problems} />
      </TableCell>
      <TableCell align="right">{engine.chartVersion ?? 'not known'}</TableCell>
      <TableCell className={classes.wrapped}>
        <FreshnessLabel freshness={freshness} />
      </TableCell>
    </TableRow>
  );
}

/** Loud pools carry their status; for all others the numbers say enough. */
function PoolState({ pool }: { pool: EngineSummary['pools'][number] }) {
  const { ready, max } = pool.replicas;
  const wording = POOL_STATUS[pool.status];
  const numbers = `${pool.name} ${ready}/${max ?? '–'}`;
  return (
    <span title={`${wording.label}: ${pool.statusReason}`}>
      {wording.tone === 'calm' ? (
        numbers
      ) : (
        <StateLabel wording={wording}>
          {numbers} {lowerFirst(wording.label)}
        </StateLabel>
      )}
    </span>
  );
}
