import { useState } from 'react';
import Button from '@material-ui/core/Button';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type {
  FreshnessStatus,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import { age } from '../../format';
import { useNow } from '../../live/useNow';
import { DataTable, RowHeader } from '../common/DataTable';
import { FreshnessLabel } from '../common/FreshnessLabel';
import { Section } from '../common/Section';
import { FRESHNESS, lowerFirst } from '../common/tones';

const COLUMNS = [
  { id: 'source', title: 'Source', width: '32%' },
  { id: 'state', title: 'State', width: '22%' },
  { id: 'seen', title: 'Last heard', align: 'right' as const, width: '9%' },
  { id: 'items', title: 'Items', align: 'right' as const, width: '7%' },
  { id: 'cause', title: 'Cause', width: '30%' },
];

const useStyles = makeStyles(theme => ({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    columnGap: theme.spacing(2),
    padding: theme.spacing(0, 1.5, 1),
  },
  text: { overflowWrap: 'anywhere' },
}));

/** Fewer than this need no folding. */
const FEW = 5;

/** States in which nothing needs to be done: what is not installed cannot be watched. */
const QUIET: ReadonlySet<FreshnessStatus> = new Set(['live', 'notInstalled']);

/**
 * The sources of one cluster, or those of no cluster. Only what needs attention is listed until all are asked for.
 *
 * @internal
 */
export function SourceGroup(props: {
  cluster: string | undefined;
  sources: SourceStatus[];
}) {
  const { cluster, sources } = props;
  const classes = useStyles();
  const now = useNow();
  const [all, setAll] = useState(false);
  const troubled = sources.filter(({ freshness }) => !isQuiet(freshness));
  const quiet = sources.filter(({ freshness }) => isQuiet(freshness));
  const alike = sharedTrouble(troubled);
  const notable = alike ? [] : troubled;
  const folds = sources.length > FEW && notable.length < sources.length;
  const shown = all || !folds ? [...troubled, ...quiet] : notable;
  const title = cluster ? `Cluster ${cluster}` : 'Several clusters';
  return (
    <Section title={title}>
      <div className={classes.line}>
        <Typography variant="body2">
          {summarize(sources, now)} {alike}
        </Typography>
        {folds && (
          <Button
            size="small"
            variant="text"
            color="primary"
            aria-expanded={all}
            aria-label={
              all ? `Fold sources of ${title}` : `Show all sources of ${title}`
            }
            onClick={() => setAll(!all)}
          >
            {all ? 'Fold' : `Show all ${sources.length}`}
          </Button>
        )}
      </div>
      {shown.length > 0 && (
        <DataTable caption={`Sources of ${title}`} columns={COLUMNS}>
          {shown.map(source => (
            <SourceRow key={source.id} source={source} now={now} />
          ))}
        </DataTable>
      )}
    </Section>
  );
}

function isQuiet({ status }: SourceStatus['freshness']): boolean {
  return QUIET.has(status);
}

function SourceRow(props: { source: SourceStatus; now: number }) {
  const { source, now } = props;
  const { id, cluster, freshness, items } = source;
  const classes = useStyles();
  const [, inCluster] = cluster ? id.split(`:${cluster}:`) : [];
  return (
    <TableRow>
      <RowHeader className={classes.text}>
        <span title={id}>{inCluster ?? id}</span>
      </RowHeader>
      <TableCell>
        <FreshnessLabel freshness={freshness} />
      </TableCell>
      <TableCell align="right">
        {freshness.lastSeenAt
          ? `${age(freshness.lastSeenAt, now)} ago`
          : 'never'}
      </TableCell>
      <TableCell align="right">
        {freshness.status === 'notInstalled' ? '–' : items ?? 'not known'}
      </TableCell>
      <TableCell className={classes.text}>{freshness.message}</TableCell>
    </TableRow>
  );
}

/** The one cause of trouble that many sources have: a cluster that hangs is not news 27 times. */
function sharedTrouble(troubled: SourceStatus[]): string | undefined {
  const [first, ...others] = troubled.map(({ freshness }) => freshness);
  return others.length >= FEW &&
    others.every(
      ({ status, message }) =>
        status === first.status && message === first.message,
    )
    ? first.message
    : undefined;
}

/** `18 live, 9 not installed; of the live ones the quietest was heard 5 s ago.` */
function summarize(sources: SourceStatus[], now: number): string {
  const counts = Object.entries(FRESHNESS).flatMap(([status, { label }]) => {
    const n = sources.filter(s => s.freshness.status === status).length;
    return n > 0 ? `${n} ${lowerFirst(label)}` : [];
  });
  const [oldest] = sources
    .filter(({ freshness }) => freshness.status === 'live')
    .flatMap(({ freshness }) => freshness.lastSeenAt ?? [])
    .sort();
  return `${counts.join(', ')}${
    oldest
      ? `; of the live ones the quietest was heard ${age(oldest, now)} ago`
      : ''
  }.`;
}
