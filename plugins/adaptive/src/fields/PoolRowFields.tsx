import FormHelperText from '@material-ui/core/FormHelperText';
import IconButton from '@material-ui/core/IconButton';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import DeleteIcon from '@material-ui/icons/Delete';
import { PoolResourcesFields } from './PoolResourcesFields';
import { readNumber, type DescribeCell } from './poolCells';
import { POOL_LABELS, type PoolCell, type PoolFinding } from './poolRules';
import type { PoolRow } from './schemas';

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1.5),
  },
  name: { flex: '2 1 12rem' },
  number: { flex: '1 1 8.5rem', '& input': { textAlign: 'right' } },
  messages: { flexBasis: '100%', margin: 0 },
}));

const NUMBERS = [
  { field: 'minReplicas', required: true },
  { field: 'maxReplicas', required: true },
  { field: 'gpusPerReplica', required: true },
  { field: 'requestsPerSecondPerReplica', required: false },
] as const;

/**
 * The cells of one pool, what is wrong with them, and the button that removes it.
 *
 * @internal
 */
export function PoolRowFields(props: {
  id: string;
  number: number;
  row: PoolRow;
  disabled?: boolean;
  findings: PoolFinding[];
  onChange: (row: PoolRow) => void;
  onLeave: (field: PoolCell) => void;
  onRemove: () => void;
}) {
  const { id, row, findings, disabled, onChange, onLeave } = props;
  const classes = useStyles();
  const describe: DescribeCell = cell => {
    const own = findings.filter(({ field }) => field === cell);
    const wrong = own.some(({ severity }) => severity === 'error');
    return {
      id: `${id}-${cell}`,
      label: POOL_LABELS[cell],
      error: wrong,
      disabled,
      variant: 'outlined',
      size: 'small',
      onBlur: () => onLeave(cell),
      inputProps: {
        'aria-invalid': wrong,
        'aria-describedby': own.length > 0 ? `${id}-messages` : undefined,
      },
    };
  };
  return (
    <div
      className={classes.row}
      role="group"
      aria-label={row.name ? `Pool ${row.name}` : `Pool ${props.number}`}
    >
      <TextField
        {...describe('name')}
        className={classes.name}
        required
        value={row.name ?? ''}
        onChange={event =>
          onChange({ ...row, name: event.target.value || undefined })
        }
      />
      {NUMBERS.map(({ field, required }) => (
        <TextField
          key={field}
          {...describe(field)}
          className={classes.number}
          type="number"
          InputLabelProps={{ shrink: true }}
          required={required}
          value={row[field] ?? ''}
          onChange={event =>
            onChange({ ...row, [field]: readNumber(event.target.value) })
          }
        />
      ))}
      <IconButton
        size="small"
        disabled={disabled}
        aria-label={`Remove pool ${row.name ?? props.number}`}
        onClick={props.onRemove}
      >
        <DeleteIcon />
      </IconButton>
      <PoolResourcesFields
        describe={describe}
        resources={row.resources}
        onChange={resources => onChange({ ...row, resources })}
      />
      <div id={`${id}-messages`} className={classes.messages}>
        {findings.map(({ field, severity, sentence }) => (
          <FormHelperText
            key={`${field} ${sentence}`}
            error={severity === 'error'}
          >
            {sentence}
          </FormHelperText>
        ))}
      </div>
    </div>
  );
}
