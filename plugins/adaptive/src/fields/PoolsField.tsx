import { useState } from 'react';
import Button from '@material-ui/core/Button';
import FormHelperText from '@material-ui/core/FormHelperText';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import AddIcon from '@material-ui/icons/Add';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { PoolRowFields } from './PoolRowFields';
import { PoolsSummary } from './PoolsSummary';
import { findInPools } from './poolRules';
import { readFormField } from './poolsContext';
import type { PoolRow, poolsFieldSchema } from './schemas';

const useStyles = makeStyles(theme => ({
  root: { border: 0, margin: theme.spacing(2, 0, 1), padding: 0, minWidth: 0 },
  legend: { padding: 0, ...theme.typography.subtitle1, fontWeight: 600 },
  add: { marginTop: theme.spacing(1) },
}));

const NEW_ROW: PoolRow = { minReplicas: 1, maxReplicas: 1, gpusPerReplica: 1 };

/**
 * Rows of compute pools with the sum of their GPUs. Errors show beside a cell once it was left, and all of them after a
 * refused submit.
 *
 * @internal
 */
export function PoolsField(props: (typeof poolsFieldSchema)['TProps']) {
  const { formData, onChange, schema, uiSchema, idSchema, formContext } = props;
  const classes = useStyles();
  const rows = formData ?? [];
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const options = uiSchema?.['ui:options'];
  const cluster = readFormField(formContext, options?.clusterField, 'cluster');
  const version = readFormField(
    formContext,
    options?.chartVersionField,
    'chartVersion',
  );
  // Errors of the template's own JSON schema belong to cells, those of the validator to the whole field.
  const refused =
    (props.rawErrors ?? []).length > 0 ||
    Object.keys(props.errorSchema ?? {}).length > 0;
  const shown = findInPools(rows, version).filter(
    ({ severity, row, field }) =>
      severity === 'hint' || refused || touched.has(`${row}.${field}`),
  );
  const id = idSchema?.$id ?? 'pools';

  const replace = (index: number, row: PoolRow) =>
    onChange(rows.map((old, i) => (i === index ? row : old)));
  const remove = (index: number) => {
    setTouched(new Set());
    onChange(rows.filter((_, i) => i !== index));
  };

  return (
    <fieldset
      className={classes.root}
      id={id}
      aria-describedby={`${id}-summary`}
    >
      <legend className={classes.legend}>
        {schema.title ?? 'Compute pools'}
        {props.required ? ' *' : ''}
      </legend>
      {schema.description && (
        <Typography variant="body2" color="textSecondary">
          {schema.description}
        </Typography>
      )}
      {rows.map((row, index) => (
        <PoolRowFields
          // Rows have no identity of their own: a name is being typed, and may be there twice.
          key={index}
          id={`${id}-${index}`}
          number={index + 1}
          row={row}
          disabled={props.disabled}
          findings={shown.filter(finding => finding.row === index)}
          onChange={next => replace(index, next)}
          onLeave={field =>
            setTouched(before => new Set(before).add(`${index}.${field}`))
          }
          onRemove={() => remove(index)}
        />
      ))}
      {refused && rows.length === 0 && (
        <FormHelperText error>
          No compute pool is given, an engine needs at least one
        </FormHelperText>
      )}
      <Button
        className={classes.add}
        size="small"
        variant="outlined"
        startIcon={<AddIcon />}
        disabled={props.disabled}
        onClick={() => onChange([...rows, { ...NEW_ROW }])}
      >
        Add pool
      </Button>
      <PoolsSummary id={`${id}-summary`} rows={rows} cluster={cluster} />
    </fieldset>
  );
}

/**
 * Refuses rows that cannot be rendered, one sentence per finding.
 *
 * @internal
 */
export const validatePools: CustomFieldValidator<
  (typeof poolsFieldSchema)['TOutput'],
  (typeof poolsFieldSchema)['uiOptionsType']
> = (value, validation, { formData, uiSchema }) => {
  if (!value?.length) {
    validation.addError(
      'No compute pool is given, an engine needs at least one',
    );
    return;
  }
  const version = readFormField(
    { formData },
    uiSchema?.['ui:options']?.chartVersionField,
    'chartVersion',
  );
  for (const { severity, subject, sentence } of findInPools(value, version)) {
    if (severity === 'error') {
      validation.addError(`${subject}: ${sentence}`);
    }
  }
};
