import { Fragment } from 'react';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import type {
  EngineRef,
  Problem,
  ProblemChange,
} from '@adaptive-portal/plugin-adaptive-common';
import { clockTime } from '../../format';
import { DataTable } from '../common/DataTable';
import { ProblemRemedy } from '../common/ProblemRemedy';
import { StateLabel } from '../common/StateLabel';
import { SEVERITY } from '../common/tones';

const COLUMNS = [
  { id: 'severity', title: 'Severity', width: '10%' },
  { id: 'what', title: 'What', width: '28%' },
  { id: 'evidence', title: 'Evidence', width: '36%' },
  { id: 'remedy', title: 'What to do', width: '26%' },
];

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  quiet: { color: theme.palette.text.secondary },
  evidence: {
    overflowWrap: 'anywhere',
    margin: 0,
    '&:not(:first-child)': { marginTop: theme.spacing(0.5) },
  },
}));

const RANK = { critical: 0, warning: 1, info: 2 } as const;

function sortBySeverity(problems: Problem[]): Problem[] {
  return [...problems].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

interface EvidenceGroup {
  objects: string[];
  field: string;
  value: string;
}

/** Objects that say the same stand together: the pods of a pool often wait for one reason. */
function groupEvidence(evidence: Problem['evidence']): EvidenceGroup[] {
  const groups = new Map<string, EvidenceGroup>();
  for (const { object, field, value } of evidence) {
    const key = `${field} ${value}`;
    const group = groups.get(key) ?? { objects: [], field, value };
    group.objects.push(object);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * Problems with their evidence and remedy, the worst first.
 *
 * @internal
 */
export function ProblemsList(props: {
  problems: Problem[];
  engineRef: EngineRef;
  /** Form that makes a change. */
  editUrl: (ref: EngineRef, change: ProblemChange) => string | undefined;
}) {
  const classes = useStyles();
  return (
    <DataTable caption="Problems" columns={COLUMNS}>
      {sortBySeverity(props.problems).map(problem => (
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
            {groupEvidence(problem.evidence).map(
              ({ objects, field, value }) => (
                <p key={`${field} ${value}`} className={classes.evidence}>
                  {objects.map(object => (
                    <Fragment key={object}>
                      {object}
                      <br />
                    </Fragment>
                  ))}
                  <code>{field}</code>: {value}
                </p>
              ),
            )}
          </TableCell>
          <TableCell>
            <ProblemRemedy
              problem={problem}
              fixUrl={
                problem.fix &&
                props.editUrl(props.engineRef, problem.fix.change)
              }
            />
          </TableCell>
        </TableRow>
      ))}
    </DataTable>
  );
}
