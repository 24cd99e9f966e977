import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles({ choice: { minWidth: '11rem' } });

/**
 * A select whose first option is "All"; a value from the address that is no option is offered as it is.
 *
 * @internal
 */
export function FilterChoice(props: {
  id: string;
  label: string;
  value: string;
  options: Array<{ value: string; label: string }>;
  onChange: (value: string) => void;
}) {
  const { id, label, value, options } = props;
  const classes = useStyles();
  const strange = value !== '' && !options.some(o => o.value === value);
  return (
    <TextField
      id={id}
      className={classes.choice}
      label={label}
      select
      variant="outlined"
      size="small"
      value={value}
      onChange={event => props.onChange(event.target.value)}
      InputLabelProps={{ shrink: true }}
      SelectProps={{ displayEmpty: true }}
    >
      <MenuItem value="">All</MenuItem>
      {strange && <MenuItem value={value}>{value}</MenuItem>}
      {options.map(option => (
        <MenuItem key={option.value} value={option.value}>
          {option.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
