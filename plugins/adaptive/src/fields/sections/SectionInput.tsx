import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import MenuItem from '@material-ui/core/MenuItem';
import TextField, {
  type StandardTextFieldProps,
} from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import AddIcon from '@material-ui/icons/Add';
import DeleteIcon from '@material-ui/icons/Delete';
import type { JsonValue } from '@backstage/types';
import type { Finding } from '@adaptive-portal/plugin-adaptive-manifests';
import { readNumber } from '../poolCells';
import { ListLines, MapLines, YamlLines } from './LineFields';
import {
  findingsAt,
  isOffered,
  joinPath,
  valueAt,
  withValueAt,
} from './sectionValues';
import type { FieldSpec } from './types';

const useStyles = makeStyles(theme => ({
  fields: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(15rem, 1fr))',
    gap: theme.spacing(1.5),
    margin: theme.spacing(1, 0),
    flexGrow: 1,
  },
  wide: { gridColumn: '1 / -1', minWidth: 0 },
  list: { border: 0, margin: 0, padding: 0, minWidth: 0 },
  legend: { padding: 0, ...theme.typography.body2, fontWeight: 600 },
  item: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    paddingLeft: theme.spacing(1),
    borderLeft: `2px solid ${theme.palette.divider}`,
    marginTop: theme.spacing(1),
  },
  add: { marginTop: theme.spacing(1) },
}));

/** What every input of a section is told. */
interface Surroundings {
  /** Path of the value in the engine, for example `ingress.hosts[0]`. */
  at: string;
  version: string;
  findings: Finding[];
  disabled?: boolean;
}

/**
 * The inputs of a section, or of one item of a list in it: those that the chart version has, and those that hold a value
 * though it does not.
 *
 * @internal
 */
export function SectionInputs(
  props: Surroundings & {
    fields: FieldSpec[];
    value: JsonValue | undefined;
    onChange: (value: JsonValue | undefined) => void;
  },
) {
  const { fields, value, onChange, at, ...rest } = props;
  const classes = useStyles();
  const shown = fields.filter(
    field =>
      isOffered(field, props.version) ||
      valueAt(value, field.path) !== undefined,
  );
  return (
    <div className={classes.fields}>
      {shown.map(field => (
        <div
          key={field.path}
          className={
            ['list', 'map', 'lines', 'yaml'].includes(field.kind)
              ? classes.wide
              : undefined
          }
        >
          <SectionInput
            {...rest}
            at={joinPath(at, field.path)}
            field={field}
            value={valueAt(value, field.path)}
            onChange={next => onChange(withValueAt(value, field.path, next))}
          />
        </div>
      ))}
    </div>
  );
}

type InputProps = Surroundings & {
  field: FieldSpec;
  value: JsonValue | undefined;
  onChange: (value: JsonValue | undefined) => void;
};

function SectionInput(props: InputProps) {
  const { field, value, onChange, at, disabled } = props;
  if (field.kind === 'list') return <ListInput {...props} field={field} />;
  const own = findingsAt(props.findings, at);
  const error = own.some(({ severity }) => severity === 'error');
  const words = own.map(({ sentence, remedy }) => `${sentence}. ${remedy}.`);
  const common = {
    id: `section-${at}`,
    label: field.label,
    placeholder: field.placeholder,
    error,
    disabled,
    helperText: words.length > 0 ? words.join(' ') : field.help,
  };
  const box = {
    ...common,
    fullWidth: true,
    variant: 'outlined' as const,
    size: 'small' as const,
    InputLabelProps: { shrink: true },
  };
  const text = typeof value === 'string' ? value : '';
  switch (field.kind) {
    case 'lines':
      return <ListLines {...common} value={value} onChange={onChange} />;
    case 'map':
      return <MapLines {...common} value={value} onChange={onChange} />;
    case 'yaml':
      return <YamlLines {...common} value={value} onChange={onChange} />;
    case 'flag':
      return (
        <Choices
          {...box}
          choices={{ true: 'Yes', false: 'No' }}
          value={typeof value === 'boolean' ? `${value}` : ''}
          onChange={next => onChange(next === '' ? undefined : next === 'true')}
        />
      );
    case 'number':
      return (
        <TextField
          {...box}
          type="number"
          value={typeof value === 'number' ? value : ''}
          onChange={event => onChange(readNumber(event.target.value))}
        />
      );
    case 'choice':
      return (
        <Choices
          {...box}
          choices={field.choices}
          value={text}
          onChange={next => onChange(next || undefined)}
        />
      );
    default:
      return (
        <TextField
          {...box}
          value={text}
          onChange={event => onChange(event.target.value)}
        />
      );
  }
}

function Choices(
  props: Omit<StandardTextFieldProps, 'onChange' | 'variant'> & {
    choices: Record<string, string>;
    value: string;
    onChange: (value: string) => void;
  },
) {
  const { choices, onChange, ...field } = props;
  return (
    <TextField
      {...field}
      variant="outlined"
      select
      SelectProps={{ displayEmpty: true }}
      onChange={event => onChange(event.target.value)}
    >
      <MenuItem value="">As the chart has it</MenuItem>
      {Object.entries(choices).map(([choice, title]) => (
        <MenuItem key={choice} value={choice}>
          {title}
        </MenuItem>
      ))}
    </TextField>
  );
}

function ListInput(
  props: InputProps & { field: Extract<FieldSpec, { kind: 'list' }> },
) {
  const { field, value, onChange, at, ...rest } = props;
  const classes = useStyles();
  const items = Array.isArray(value) ? value : [];
  const replace = (index: number, next: JsonValue | undefined) =>
    onChange(items.map((item, i) => (i === index ? next ?? {} : item)));
  return (
    <fieldset className={classes.list}>
      <legend className={classes.legend}>{field.label}</legend>
      {items.map((item, index) => (
        <div
          key={index}
          className={classes.item}
          role="group"
          aria-label={`${field.noun} ${index + 1}`}
        >
          <SectionInputs
            {...rest}
            at={`${at}[${index}]`}
            fields={field.fields}
            value={item}
            onChange={next => replace(index, next)}
          />
          <IconButton
            size="small"
            disabled={props.disabled}
            aria-label={`Remove ${field.noun} ${index + 1}`}
            onClick={() => onChange(items.filter((_, i) => i !== index))}
          >
            <DeleteIcon />
          </IconButton>
        </div>
      ))}
      <Button
        className={classes.add}
        size="small"
        variant="outlined"
        startIcon={<AddIcon />}
        disabled={props.disabled}
        onClick={() => onChange([...items, {}])}
      >
        Add {field.noun}
      </Button>
    </fieldset>
  );
}
