import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { EngineSurroundings } from '@adaptive-portal/plugin-adaptive-common';
import { DataTable, RowHeader } from '../common/DataTable';
import { StateLabel } from '../common/StateLabel';
import { describeSurroundings } from './surroundings';

const COLUMNS = [
  { id: 'name', title: 'Object', width: '36%' },
  { id: 'state', title: 'State', width: '18%' },
  { id: 'details', title: 'Details', width: '46%' },
];

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  quiet: { color: theme.palette.text.secondary },
  text: { overflowWrap: 'anywhere' },
  note: { padding: theme.spacing(1, 1.5), color: theme.palette.text.secondary },
}));

/**
 * Secrets, volumes, ingresses and rules in the namespace of an engine.
 *
 * @internal
 */
export function SurroundingsTable(props: { surroundings: EngineSurroundings }) {
  const classes = useStyles();
  const { rows, notListed } = describeSurroundings(props.surroundings);
  return (
    <>
      {rows.length > 0 && (
        <DataTable caption="Namespace" columns={COLUMNS}>
          {rows.map(({ kind, name, state, details }) => (
            <TableRow key={`${kind} ${name}`} className={classes.row}>
              <RowHeader className={classes.text}>
                {name}
                <div className={classes.quiet}>{kind}</div>
              </RowHeader>
              <TableCell>
                <StateLabel wording={state} />
              </TableCell>
              <TableCell className={classes.text}>
                {details.map(text => (
                  <div key={text}>{text}</div>
                ))}
              </TableCell>
            </TableRow>
          ))}
        </DataTable>
      )}
      {notListed.length > 0 && (
        <Typography variant="body2" className={classes.note}>
          Not known, as the portal cannot list them: {notListed.join(', ')}.
        </Typography>
      )}
    </>
  );
}
