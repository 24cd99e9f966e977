import FormHelperText from '@material-ui/core/FormHelperText';
import IconButton from '@material-ui/core/IconButton';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import DeleteIcon from '@material-ui/icons/Delete';
import { POOL_LABELS, type PoolFinding } from './poolRules';
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
  errors: { flexBasis: '100%', margin: 0 },
}));

const NUMBERS = [
  { field: 'minReplicas', required: true },
  { field: 'maxReplicas', required: true },
  { field: 'gpusPerReplica', required: true },
  { field: 'requestsPerSecondPerReplica', required: false },
] as const;

/**
 * The cells of one pool, its errors and the button that removes it.
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
  onLeave: (field: keyof PoolRow) => void;
  onRemove: () => void;
}) {
  const { id, row, findings, disabled, onChange, onLeave } = props;
  const classes = useStyles();
  const describe = (field: keyof PoolRow) => {
    const wrong = findings.some(finding => finding.field === field);
    return {
      id: `${id}-${field}`,
      label: POOL_LABELS[field],
      error: wrong,
      disabled,
      variant: 'outlined' as const,
      size: 'small' as const,
      onBlur: () => onLeave(field),
      inputProps: {
        'aria-invalid': wrong,
        'aria-describedby': wrong ? `${id}-errors` : undefined,
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
      <div id={`${id}-errors`} className={classes.errors}>
        {findings.map(({ field, sentence }) => (
          <FormHelperText key={`${field} ${sentence}`} error>
            {sentence}
          </FormHelperText>
        ))}
      </div>
    </div>
  );
}

/** A cleared cell is "not given", not zero. */
function readNumber(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}
