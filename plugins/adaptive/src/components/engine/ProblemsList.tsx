import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import type { Problem } from '@adaptive-portal/plugin-adaptive-common';
import { clockTime } from '../../format';
import { DataTable } from '../common/DataTable';
import { StateLabel } from '../common/StateLabel';
import { SEVERITY } from '../common/tones';

const COLUMNS = [
  { id: 'severity', title: 'Severity' },
  { id: 'what', title: 'What' },
  { id: 'evidence', title: 'Evidence' },
  { id: 'remedy', title: 'What to do' },
];

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  quiet: { color: theme.palette.text.secondary },
  evidence: { overflowWrap: 'anywhere', margin: 0 },
}));

const RANK = { critical: 0, warning: 1, info: 2 } as const;

function sortBySeverity(problems: Problem[]): Problem[] {
  return [...problems].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/**
 * Problems with their evidence and remedy, the worst first.
 *
 * @internal
 */
export function ProblemsList({ problems }: { problems: Problem[] }) {
  const classes = useStyles();
  return (
    <DataTable caption="Problems" columns={COLUMNS}>
      {sortBySeverity(problems).map(problem => (
        <TableRow
          key={`${problem.code} ${problem.pool ?? ''} ${problem.sentence}`}
          className={classes.row}
        >
          <TableCell>
            <StateLabel wording={SEVERITY[problem.severity]} />
          </TableCell>
          <TableCell>
            {problem.sentence}
            <div className={classes.quiet}>
              {problem.pool ? `Pool ${problem.pool}` : 'Whole engine'}
              {problem.since && `, since ${clockTime(problem.since)}`}
            </div>
          </TableCell>
          <TableCell>
            {problem.evidence.map(({ object, field, value }) => (
              <p key={`${object} ${field}`} className={classes.evidence}>
                {object}
                <br />
                <code>{field}</code>: {value}
              </p>
            ))}
          </TableCell>
          <TableCell>{problem.remedy}</TableCell>
        </TableRow>
      ))}
    </DataTable>
  );
}
