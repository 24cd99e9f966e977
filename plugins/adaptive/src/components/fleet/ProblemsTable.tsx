import Paper from '@material-ui/core/Paper';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import {
  stringifyEngineRef,
  type EngineRef,
  type FleetProblem,
  type ProblemChange,
} from '@adaptive-portal/plugin-adaptive-common';
import { clockTime } from '../../format';
import { DataTable, RowHeader } from '../common/DataTable';
import { describeSilence, isLastKnown } from '../common/FreshnessLabel';
import { ProblemRemedy } from '../common/ProblemRemedy';
import { StateLabel } from '../common/StateLabel';
import { lastKnown, SEVERITY } from '../common/tones';

const COLUMNS = [
  { id: 'engine', title: 'Engine', width: '18%' },
  { id: 'severity', title: 'Severity', width: '10%' },
  { id: 'what', title: 'What', width: '40%' },
  { id: 'remedy', title: 'What to do', width: '32%' },
];

/** What the portal finds out by itself, not from what it once read in the cluster: true also while that is silent. */
const OWN_FINDINGS: ReadonlySet<string> = new Set([
  'alert-firing',
  'cluster-login-expiring',
  'cluster-not-live',
  'cluster-unreachable',
  'grafana-down',
  'mlflow-down',
  'prometheus-down',
  'token-expiring',
]);

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  quiet: { color: theme.palette.text.secondary },
  name: { overflowWrap: 'anywhere' },
}));

/**
 * Problems of many engines, in the order of the backend: the most severe first.
 *
 * @internal
 */
export function ProblemsTable(props: {
  problems: FleetProblem[];
  /** Page of an engine. */
  pathOf: (ref: EngineRef) => string | undefined;
  /** Form that makes a change. */
  editUrl: (ref: EngineRef, change: ProblemChange) => string | undefined;
}) {
  const classes = useStyles();
  return (
    <Paper variant="outlined">
      <DataTable caption="Problems" columns={COLUMNS}>
        {props.problems.map(problem => {
          const { ref, code, pool, sentence, since, freshness } = problem;
          const gone = isLastKnown(freshness) && !OWN_FINDINGS.has(code);
          const wording = SEVERITY[problem.severity];
          const path = props.pathOf(ref);
          return (
            <TableRow
              key={`${stringifyEngineRef(ref)} ${code} ${pool} ${sentence}`}
              className={classes.row}
            >
              <RowHeader className={classes.name}>
                {path ? <Link to={path}>{ref.release}</Link> : ref.release}
                <div className={classes.quiet}>
                  {ref.cluster} / {ref.namespace}
                </div>
              </RowHeader>
              <TableCell>
                <StateLabel
                  wraps
                  wording={gone ? lastKnown(wording) : wording}
                />
              </TableCell>
              <TableCell>
                {sentence}
                <div className={classes.quiet}>
                  {pool ? `Pool ${pool}` : 'Whole engine'}
                  {since && `, since ${clockTime(since)}`}
                  {gone && `; the cluster ${describeSilence(freshness)}`}
                </div>
              </TableCell>
              <TableCell>
                <ProblemRemedy
                  problem={problem}
                  fixUrl={problem.fix && props.editUrl(ref, problem.fix.change)}
                />
              </TableCell>
            </TableRow>
          );
        })}
      </DataTable>
    </Paper>
  );
}
