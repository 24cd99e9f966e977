import clsx from 'clsx';
import Paper from '@material-ui/core/Paper';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import {
  stringifyEngineRef,
  type EngineRef,
  type EngineSummary,
} from '@adaptive-portal/plugin-adaptive-common';
import { percent } from '../../format';
import { DataTable, RowHeader } from '../common/DataTable';
import { FreshnessLabel, isLastKnown } from '../common/FreshnessLabel';
import { Measured } from '../common/Measured';
import { StateLabel } from '../common/StateLabel';
import {
  ENGINE_STATUS,
  lastKnown,
  lowerFirst,
  POOL_STATUS,
  type Wording,
} from '../common/tones';
import { ProblemCounts } from './ProblemCounts';
import { sumGpus, worstTimeouts } from './poolSums';

const COLUMNS = [
  { id: 'engine', title: 'Engine', width: '14%' },
  { id: 'status', title: 'Status', width: '22%' },
  { id: 'pools', title: 'Pools (ready of max)', width: '22%' },
  {
    id: 'gpus',
    title: 'GPUs',
    help: 'Allocated of requested',
    align: 'right' as const,
    width: '7%',
  },
  {
    id: 'timeouts',
    title: 'TTFT timeouts',
    help: 'The highest share of requests whose first token came too late, and its pool',
    align: 'right' as const,
    width: '11%',
  },
  { id: 'problems', title: 'Problems', width: '9%' },
  { id: 'chart', title: 'Chart', width: '6%' },
  { id: 'freshness', title: 'Freshness', width: '14%' },
];

/** Of an engine that was live when the portal was heard last. */
const NOT_LIVE: Wording = { label: 'Last known', tone: 'unknown' };

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  lastKnown: { '& > *': { color: theme.palette.text.secondary } },
  quiet: { color: theme.palette.text.secondary },
  name: { overflowWrap: 'anywhere' },
  pools: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& span': { whiteSpace: 'normal', overflowWrap: 'anywhere' },
  },
  wrapped: { '& span': { whiteSpace: 'normal' } },
}));

/**
 * One row per engine.
 *
 * @internal
 */
export function FleetTable(props: {
  engines: EngineSummary[];
  /** The portal itself cannot be reached: nothing is live. */
  lost?: boolean;
  /** Page of an engine. */
  pathOf: (ref: EngineRef) => string | undefined;
}) {
  return (
    <Paper variant="outlined">
      <DataTable caption="Engines" columns={COLUMNS}>
        {props.engines.map(engine => (
          <EngineRow
            key={stringifyEngineRef(engine.ref)}
            engine={engine}
            lost={props.lost}
            path={props.pathOf(engine.ref)}
          />
        ))}
      </DataTable>
    </Paper>
  );
}

function EngineRow(props: {
  engine: EngineSummary;
  lost?: boolean;
  path?: string;
}) {
  const { engine, lost = false, path } = props;
  const { ref, pools, freshness } = engine;
  const classes = useStyles();
  const wording = ENGINE_STATUS[engine.status];
  const gone = lost || isLastKnown(freshness);
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
      <TableCell>
        <StateLabel wording={gone ? lastKnown(wording) : wording} />
        <div className={classes.quiet}>
          {gone ? 'The last known state is shown.' : engine.statusReason}
        </div>
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
      <TableCell align="right">
        {gpus ? `${gpus.allocated}/${gpus.requested}` : 'not known'}
      </TableCell>
      <TableCell align="right">
        <Measured metric={timeouts.metric} format={percent} />
        {timeouts.pool && timeouts.metric.value !== 0 && (
          <div className={classes.quiet}>{timeouts.pool}</div>
        )}
      </TableCell>
      <TableCell>
        <ProblemCounts problems={engine.problems} />
      </TableCell>
      <TableCell>{engine.chartVersion ?? 'not known'}</TableCell>
      <TableCell className={classes.wrapped}>
        {lost && freshness.status === 'live' ? (
          <StateLabel wording={NOT_LIVE} />
        ) : (
          <FreshnessLabel freshness={freshness} />
        )}
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
