import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type {
  Engine,
  EngineComponent,
} from '@adaptive-portal/plugin-adaptive-common';
import { DataTable, RowHeader } from '../common/DataTable';
import { StateLabel } from '../common/StateLabel';
import type { Wording } from '../common/tones';

const COLUMNS = [
  { id: 'part', title: 'Part' },
  { id: 'state', title: 'Status' },
  { id: 'ready', title: 'Ready', align: 'right' as const },
  { id: 'workload', title: 'Workload' },
  { id: 'image', title: 'Image' },
];

const MLFLOW: Partial<Record<Engine['mlflow'], string>> = {
  external: 'MLflow is external to this engine.',
  off: 'MLflow is off.',
};

const useStyles = makeStyles(theme => ({
  text: { overflowWrap: 'anywhere' },
  note: { padding: theme.spacing(1, 1.5) },
}));

/**
 * The parts of an engine besides its pools.
 *
 * @internal
 */
export function PartsTable(props: {
  components: EngineComponent[];
  mlflow: Engine['mlflow'];
}) {
  const classes = useStyles();
  const note = MLFLOW[props.mlflow];
  return (
    <>
      <DataTable caption="Parts" columns={COLUMNS}>
        {props.components.map(part => (
          <TableRow key={`${part.id} ${part.workload}`}>
            <RowHeader>{part.title}</RowHeader>
            <TableCell>
              <StateLabel wording={wordingOf(part)} />
            </TableCell>
            <TableCell align="right">
              {part.ready}/{part.desired}
            </TableCell>
            <TableCell className={classes.text}>{part.workload}</TableCell>
            <TableCell className={classes.text}>
              {part.image ?? 'not known'}
            </TableCell>
          </TableRow>
        ))}
      </DataTable>
      {note && (
        <Typography variant="body2" className={classes.note}>
          {note}
        </Typography>
      )}
    </>
  );
}

function wordingOf({ ready, desired }: EngineComponent): Wording {
  if (desired === 0) {
    return { label: 'Scaled to zero', tone: 'paused' };
  }
  return ready < desired
    ? { label: 'Not ready', tone: 'warning' }
    : { label: 'Ready', tone: 'calm' };
}
