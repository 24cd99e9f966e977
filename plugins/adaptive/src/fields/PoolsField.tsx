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
  const { schema, uiSchema, formContext } = props;
  const options = uiSchema?.['ui:options'];
  return (
    <PoolRows
      id={props.idSchema?.$id ?? 'pools'}
      title={schema.title ?? 'Compute pools'}
      description={schema.description}
      required={props.required}
      disabled={props.disabled}
      rows={props.formData ?? []}
      onChange={props.onChange}
      cluster={readFormField(formContext, options?.clusterField, 'cluster')}
      version={readFormField(
        formContext,
        options?.chartVersionField,
        'chartVersion',
      )}
      // Errors of the template's own JSON schema belong to cells, those of the validator to the whole field.
      refused={
        (props.rawErrors ?? []).length > 0 ||
        Object.keys(props.errorSchema ?? {}).length > 0
      }
    />
  );
}

/**
 * The rows themselves, wherever they come from.
 *
 * @internal
 */
export function PoolRows(props: {
  id: string;
  title: string;
  description?: string;
  required?: boolean;
  disabled?: boolean;
  rows: PoolRow[];
  onChange: (rows: PoolRow[]) => void;
  cluster: string | undefined;
  version: string | undefined;
  /** Show every fault, not only those of cells that were left. */
  refused: boolean;
  /** GPUs that the engine of the rows holds already. */
  held?: number;
}) {
  const { id, rows, onChange, cluster, version, refused } = props;
  const classes = useStyles();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const shown = findInPools(rows, version).filter(
    ({ severity, row, field }) =>
      severity === 'hint' || refused || touched.has(`${row}.${field}`),
  );

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
        {props.title}
        {props.required ? ' *' : ''}
      </legend>
      {props.description && (
        <Typography variant="body2" color="textSecondary">
          {props.description}
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
      <PoolsSummary
        id={`${id}-summary`}
        rows={rows}
        cluster={cluster}
        held={props.held}
      />
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
