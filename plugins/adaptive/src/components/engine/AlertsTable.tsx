import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import type { EngineAlert } from '@adaptive-portal/plugin-adaptive-common';
import { clockTime } from '../../format';
import { DataTable, RowHeader } from '../common/DataTable';
import { ExternalLink } from '../common/ExternalLink';
import { StateLabel } from '../common/StateLabel';
import type { Wording } from '../common/tones';

const COLUMNS = [
  { id: 'alert', title: 'Alert', width: '20%' },
  { id: 'state', title: 'State', width: '18%' },
  { id: 'what', title: 'What it says', width: '38%' },
  { id: 'about', title: 'About', width: '24%' },
];

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  quiet: { color: theme.palette.text.secondary },
  text: { overflowWrap: 'anywhere' },
}));

/** Labels that the page itself already says, or that another column says. */
const SAID = new Set(['alertname', 'severity', 'cluster', 'namespace']);

/**
 * Alerts about an engine, in the order of the backend: the most severe first, silenced ones last.
 *
 * @internal
 */
export function AlertsTable({ alerts }: { alerts: EngineAlert[] }) {
  const classes = useStyles();
  return (
    <DataTable caption="Alerts" columns={COLUMNS}>
      {alerts.map(alert => (
        <TableRow
          key={`${alert.source} ${alert.name} ${JSON.stringify(alert.labels)}`}
          className={classes.row}
        >
          <RowHeader className={classes.text}>
            {alert.name}
            {alert.runbookUrl && (
              <div>
                <ExternalLink url={alert.runbookUrl}>Runbook</ExternalLink>
              </div>
            )}
          </RowHeader>
          <TableCell>
            <StateLabel wording={wordingOf(alert)} />
            <div className={classes.quiet}>{describeState(alert)}</div>
          </TableCell>
          <TableCell className={classes.text}>
            {alert.summary ?? 'The rule has no summary.'}
            {alert.silenced?.comment && (
              <div className={classes.quiet}>{alert.silenced.comment}</div>
            )}
          </TableCell>
          <TableCell className={classes.text}>
            {Object.entries(alert.labels)
              .filter(([name]) => !SAID.has(name))
              .map(([name, value]) => (
                <div key={name}>
                  <code>{name}</code>: {value}
                </div>
              ))}
            <div className={classes.quiet}>read from {alert.source}</div>
          </TableCell>
        </TableRow>
      ))}
    </DataTable>
  );
}

function wordingOf({ state, severity, silenced }: EngineAlert): Wording {
  if (silenced) {
    return { label: 'Silenced', tone: 'paused' };
  }
  if (state === 'pending') {
    return { label: 'Pending', tone: 'info' };
  }
  return {
    label: severity ? `Firing, ${severity}` : 'Firing',
    tone: severity === 'critical' ? 'critical' : 'warning',
  };
}

function describeState({ since, silenced }: EngineAlert): string {
  const words = since ? [`since ${clockTime(since)}`] : [];
  if (silenced?.by) {
    words.push(`silenced by ${silenced.by}`);
  }
  if (silenced?.until) {
    words.push(`until ${clockTime(silenced.until)}`);
  }
  return words.join(', ');
}
