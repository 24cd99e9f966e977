import { useId } from 'react';
import clsx from 'clsx';
import ButtonBase from '@material-ui/core/ButtonBase';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import ChevronIcon from '@material-ui/icons/ChevronRight';
import type {
  ComputePool,
  Freshness,
} from '@adaptive-portal/plugin-adaptive-common';
import { clockTime, milliseconds, perSecond } from '../../format';
import { RowHeader } from '../common/DataTable';
import { isLastKnown } from '../common/FreshnessLabel';
import { Measured } from '../common/Measured';
import { ReplicasBar } from '../common/ReplicasBar';
import { StateLabel } from '../common/StateLabel';
import { FRESHNESS, POOL_STATUS } from '../common/tones';
import { PoolDetails } from './PoolDetails';
import { TimeoutsCell } from './TimeoutsCell';

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  opened: { '& > td, & > th': { borderBottom: 'none' } },
  // Cells of the theme hide what is wider than they are, which would hold what is sticky inside.
  details: { '&&': { overflow: 'visible' } },
  lastKnown: { '& > *': { color: theme.palette.text.secondary } },
  toggle: {
    font: 'inherit',
    fontWeight: 600,
    textAlign: 'left',
    alignItems: 'baseline',
    overflowWrap: 'anywhere',
    gap: theme.spacing(0.25),
    borderRadius: theme.shape.borderRadius,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
    '&:hover': { textDecoration: 'underline' },
  },
  chevron: {
    alignSelf: 'center',
    fontSize: '1.25em',
    transition: theme.transitions.create('transform', { duration: 120 }),
  },
  turned: { transform: 'rotate(90deg)' },
  reason: {
    display: 'block',
    maxWidth: '22rem',
    color: theme.palette.text.secondary,
  },
}));

/**
 * One compute pool as a row of numbers, and its details below when open.
 *
 * @internal
 */
export function PoolRow(props: {
  pool: ComputePool;
  freshness: Freshness;
  columns: number;
  open: boolean;
  onToggle: () => void;
}) {
  const { pool, freshness, open } = props;
  const classes = useStyles();
  const detailsId = useId();
  const { metrics, gpus } = pool;
  return (
    <>
      <TableRow
        className={clsx(
          classes.row,
          open && classes.opened,
          isLastKnown(freshness) && classes.lastKnown,
        )}
      >
        <RowHeader>
          <ButtonBase
            className={classes.toggle}
            aria-expanded={open}
            aria-controls={open ? detailsId : undefined}
            onClick={props.onToggle}
          >
            <ChevronIcon
              aria-hidden
              className={clsx(classes.chevron, open && classes.turned)}
            />
            {pool.name}
          </ButtonBase>
        </RowHeader>
        <TableCell>
          <PoolState pool={pool} freshness={freshness} />
        </TableCell>
        <TableCell>
          <ReplicasBar replicas={pool.replicas} />
        </TableCell>
        <TableCell align="right">
          {gpus ? (
            <span
              title={`${gpus.allocated} of ${gpus.requested} requested ${gpus.resource} are allocated, ${gpus.perReplica} per replica`}
            >
              {gpus.allocated}/{gpus.requested}
            </span>
          ) : (
            'not known'
          )}
        </TableCell>
        <TableCell align="right">
          <TimeoutsCell pool={pool} />
        </TableCell>
        <TableCell align="right">
          <Measured metric={metrics.requestRate} format={perSecond} />
        </TableCell>
        <TableCell align="right">
          <Measured metric={metrics.ttftP95} format={milliseconds} />
        </TableCell>
      </TableRow>
      {open && (
        <TableRow id={detailsId}>
          <TableCell colSpan={props.columns} className={classes.details}>
            <PoolDetails pool={pool} />
          </TableCell>
        </TableRow>
      )}
    </>
  );
}

function PoolState(props: { pool: ComputePool; freshness: Freshness }) {
  const { pool, freshness } = props;
  const classes = useStyles();
  const wording = POOL_STATUS[pool.status];
  if (isLastKnown(freshness)) {
    const gone = FRESHNESS[freshness.status];
    return (
      <>
        <StateLabel wording={gone}>
          {gone.label} since {clockTime(freshness.since)}
        </StateLabel>
        <span className={classes.reason}>
          {/* The reason of a status that is unknown says itself what is last known. */}
          {pool.status !== 'unknown' && `Last known: ${wording.label}. `}
          {pool.statusReason}
        </span>
      </>
    );
  }
  return (
    <>
      <StateLabel wording={wording} />
      <span className={classes.reason}>{pool.statusReason}</span>
    </>
  );
}
