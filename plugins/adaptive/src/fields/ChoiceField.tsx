import TextField from '@material-ui/core/TextField';
import MenuItem from '@material-ui/core/MenuItem';
import ListItemText from '@material-ui/core/ListItemText';
import type { RequestState } from '../live/useRequest';

/**
 * One thing that can be chosen.
 *
 * @internal
 */
export interface Choice {
  value: string;
  title: string;
  detail: string;
}

/**
 * A select of what the API offers, and a plain text field that says why when the API cannot be asked.
 *
 * A value that is not offered stays visible, so that a form opened from a link or an old run loses nothing.
 *
 * @internal
 */
export function ChoiceField(props: {
  id?: string;
  label: string;
  description?: string;
  noun: string;
  required?: boolean;
  disabled?: boolean;
  errors?: string[];
  value: string | undefined;
  choices: RequestState<Choice[]>;
  onChange: (value: string | undefined) => void;
}) {
  const { choices, value, noun, description } = props;
  const errors = props.errors ?? [];
  const common = {
    id: props.id,
    label: props.label,
    required: props.required,
    disabled: props.disabled,
    error: errors.length > 0,
    fullWidth: true,
    margin: 'normal' as const,
    value: value ?? '',
    onChange: (event: { target: { value: string } }) =>
      props.onChange(event.target.value || undefined),
    FormHelperTextProps: { style: { marginLeft: 0 } },
  };

  if (choices.status === 'failed') {
    return (
      <TextField
        {...common}
        helperText={`The list of ${plural(noun)} cannot be read (${
          choices.error.message
        }). Type the name of the ${noun}.`}
      />
    );
  }
  const items = choices.status === 'done' ? choices.value : [];
  const chosen = items.find(item => item.value === value);
  const help =
    choices.status === 'loading'
      ? `Reading the list of ${plural(noun)} …`
      : helperText(items, noun, chosen?.detail, description);
  return (
    <TextField
      {...common}
      select
      helperText={help}
      SelectProps={{
        renderValue: selected =>
          items.find(item => item.value === selected)?.title ??
          String(selected),
      }}
    >
      {items.map(item => (
        <MenuItem key={item.value} value={item.value}>
          <ListItemText primary={item.title} secondary={item.detail} />
        </MenuItem>
      ))}
      {value !== undefined && chosen === undefined && (
        <MenuItem value={value}>{value}</MenuItem>
      )}
    </TextField>
  );
}

function helperText(
  items: Choice[],
  noun: string,
  detail: string | undefined,
  description: string | undefined,
): string | undefined {
  if (items.length === 0) {
    return `No ${noun} is configured in this portal.`;
  }
  return detail ?? description;
}

function plural(noun: string): string {
  return noun.replace(/y$/, 'ie').concat('s');
}
