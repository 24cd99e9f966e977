import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import type {
  EngineLink,
  EngineService,
  EngineServiceItem,
} from '@adaptive-portal/plugin-adaptive-common';
import { clockTime } from '../../format';
import { DataTable, RowHeader } from '../common/DataTable';
import { ExternalLink } from '../common/ExternalLink';
import { FreshnessLabel } from '../common/FreshnessLabel';
import { StateLabel } from '../common/StateLabel';
import type { Wording } from '../common/tones';

const COLUMNS = [
  { id: 'tool', title: 'Tool', width: '16%' },
  { id: 'freshness', title: 'Freshness', width: '22%' },
  { id: 'version', title: 'Version', width: '14%' },
  { id: 'holds', title: 'What it holds', width: '48%' },
];

/** Nobody told the portal where to ask, which is no trouble of the tool. */
const NOT_ASKED: Wording = { label: 'Not asked', tone: 'info' };

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  quiet: { color: theme.palette.text.secondary, overflowWrap: 'anywhere' },
  facts: { overflowWrap: 'anywhere' },
}));

/**
 * MLflow and Grafana of an engine, as they answered when the backend asked them last.
 *
 * @internal
 */
export function ServicesTable(props: {
  services: EngineService[];
  links: EngineLink[];
}) {
  const classes = useStyles();
  return (
    <DataTable caption="Tools" columns={COLUMNS}>
      {props.services.map(
        ({ id, title, freshness, version, facts, items = [] }) => {
          const link = props.links.find(candidate => candidate.id === id);
          return (
            <TableRow key={id} className={classes.row}>
              <RowHeader>
                {link ? (
                  <ExternalLink url={link.url}>{title}</ExternalLink>
                ) : (
                  title
                )}
              </RowHeader>
              <TableCell>
                {freshness.status === 'notWatchable' ? (
                  <StateLabel wording={NOT_ASKED} />
                ) : (
                  <FreshnessLabel freshness={freshness} />
                )}
                <div className={classes.quiet}>{freshness.message}</div>
              </TableCell>
              <TableCell>{version ?? 'not known'}</TableCell>
              <TableCell className={classes.facts}>
                {facts.length > 0
                  ? facts.map(({ label, value }) => (
                      <div key={label}>
                        {label}: {value}
                      </div>
                    ))
                  : 'not known'}
                {items.map(item => (
                  <div
                    key={`${item.kind} ${item.id}`}
                    className={classes.quiet}
                  >
                    {describeItem(item)}
                  </div>
                ))}
              </TableCell>
            </TableRow>
          );
        },
      )}
    </DataTable>
  );
}

const KINDS: Record<EngineServiceItem['kind'], string> = {
  run: 'Run',
  experiment: 'Experiment',
  model: 'Model',
  dashboard: 'Dashboard',
};

function describeItem({ kind, name, state, at }: EngineServiceItem): string {
  return [
    `${KINDS[kind]} ${name}`,
    state?.toLocaleLowerCase(),
    at && `at ${clockTime(at)}`,
  ]
    .filter(Boolean)
    .join(', ');
}
