import { useMemo, useState } from 'react';
import Button from '@material-ui/core/Button';
import ButtonGroup from '@material-ui/core/ButtonGroup';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type {
  EngineRef,
  HistoryEntry,
} from '@adaptive-portal/plugin-adaptive-common';
import { clockTime, count } from '../../format';
import { DataTable } from '../common/DataTable';
import { LoadingRows, RequestError } from '../common/LiveBoundary';
import { Section } from '../common/Section';
import { describeEntry } from './describeEntry';
import { HistoryChart } from './HistoryChart';
import { makeTimeline } from './timeline';
import { type LoadedHistory, useHistory } from './useHistory';

const WINDOWS = [
  { hours: 1, label: '1 h' },
  { hours: 6, label: '6 h' },
  { hours: 24, label: '24 h' },
  { hours: 168, label: '7 d' },
];

/** Rows of the table until more are asked for. */
const ROWS = 50;

const COLUMNS = [
  { id: 'time', title: 'Time' },
  { id: 'pool', title: 'Pool' },
  { id: 'what', title: 'What happened' },
];

const useStyles = makeStyles(theme => ({
  windows: { padding: theme.spacing(0, 1.5, 1.5) },
  window: { textTransform: 'none' },
  note: { padding: theme.spacing(0, 1.5, 1.5) },
  summary: { padding: theme.spacing(0.5, 1.5, 1.5), cursor: 'pointer' },
  time: { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
  more: { margin: theme.spacing(1, 1.5) },
}));

/**
 * What happened to an engine: replicas, scale events and problems on one time axis, and all changes as a table.
 *
 * @internal
 */
export function HistorySection({ engineRef }: { engineRef: EngineRef }) {
  const classes = useStyles();
  const [hours, setHours] = useState(6);
  const { state, retry } = useHistory(engineRef, hours);
  return (
    <Section title="History">
      <ButtonGroup
        size="small"
        className={classes.windows}
        aria-label="Window of the history"
      >
        {WINDOWS.map(window => (
          <Button
            key={window.hours}
            className={classes.window}
            variant={window.hours === hours ? 'contained' : 'outlined'}
            disableElevation
            aria-pressed={window.hours === hours}
            onClick={() => setHours(window.hours)}
          >
            {window.label}
          </Button>
        ))}
      </ButtonGroup>
      {state.status === 'loading' && <LoadingRows label="Loading history" />}
      {state.status === 'failed' && (
        <RequestError
          subject="the history"
          repeats
          error={state.error}
          retry={retry}
        />
      )}
      {state.status === 'done' && <History history={state.value} />}
    </Section>
  );
}

function History({ history }: { history?: LoadedHistory }) {
  const classes = useStyles();
  const timeline = useMemo(
    () => history && makeTimeline(history.entries, history.start, history),
    [history],
  );
  if (!history || !timeline) return null;
  if (timeline.pools.length === 0 && history.entries.length === 0) {
    return (
      <Typography variant="body2" className={classes.note}>
        Nothing is recorded of this time. The portal records from when it first
        sees an engine, and keeps {count(history.retentionDays, 'day')}.
      </Typography>
    );
  }
  return (
    <>
      {history.cut && (
        <Typography variant="body2" className={classes.note}>
          More happened than can be shown: the picture ends at{' '}
          {clockTime(new Date(history.to).toISOString())}. Choose a shorter
          window.
        </Typography>
      )}
      <HistoryChart timeline={timeline} />
      <details>
        <Typography
          variant="body2"
          component="summary"
          className={classes.summary}
        >
          {count(history.entries.length, 'change')}
        </Typography>
        <Changes entries={history.entries} />
      </details>
    </>
  );
}

/** The newest first: what is looked for happened lately. */
function Changes({ entries }: { entries: HistoryEntry[] }) {
  const classes = useStyles();
  const [rows, setRows] = useState(ROWS);
  const newest = [...entries].reverse();
  return (
    <>
      <DataTable caption="Changes, the newest first" columns={COLUMNS}>
        {newest.slice(0, rows).map(entry => (
          <TableRow key={entry.id}>
            <TableCell className={classes.time}>
              {clockTime(entry.at)}
            </TableCell>
            <TableCell>
              {'pool' in entry && entry.pool ? entry.pool : 'Whole engine'}
            </TableCell>
            <TableCell>{describeEntry(entry)}</TableCell>
          </TableRow>
        ))}
      </DataTable>
      {newest.length > rows && (
        <Typography variant="body2" component="div" className={classes.more}>
          The latest {rows} of {newest.length} are shown.{' '}
          <Button size="small" onClick={() => setRows(rows + ROWS)}>
            Show older changes
          </Button>
        </Typography>
      )}
    </>
  );
}
