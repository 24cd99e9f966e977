import { useState } from 'react';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormHelperText from '@material-ui/core/FormHelperText';
import Switch from '@material-ui/core/Switch';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { JsonValue } from '@backstage/types';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import type { Finding } from '@adaptive-portal/plugin-adaptive-manifests';
import { Disclosure } from '../plan/Disclosure';
import { readForm } from '../poolsContext';
import type { sectionsFieldSchema } from '../schemas';
import { SectionInputs } from './SectionInput';
import { chartVersionOf, findInSections } from './sectionRules';
import { SECTIONS } from './sectionSpecs';
import { findingsAt, findingsOfSection, isOffered } from './sectionValues';
import type { SectionSpec } from './types';

const useStyles = makeStyles(theme => ({
  section: {
    borderBottom: `1px solid ${theme.palette.divider}`,
    '&:first-child': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  title: { fontWeight: 600 },
  quiet: { color: theme.palette.text.secondary },
  body: { padding: theme.spacing(0, 0, 2, 3) },
}));

/**
 * Everything of the chart that may be left out, in sections that are closed until somebody wants them. Which there are
 * depends on the chart version.
 *
 * @internal
 */
export function SectionsField(props: (typeof sectionsFieldSchema)['TProps']) {
  const { formData, onChange, formContext } = props;
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const options = formData ?? {};
  const form = { ...readForm(formContext), options };
  const version = chartVersionOf(form);
  const findings = findInSections(form);
  const refused = (props.rawErrors ?? []).length > 0;
  const change = (id: string, value: JsonValue | undefined) => {
    const { [id]: _, ...others } = options;
    onChange(value === undefined ? others : { ...others, [id]: value });
  };
  const sections = SECTIONS.filter(
    section => options[section.id] !== undefined || isOffered(section, version),
  );
  return (
    <div id={props.idSchema?.$id}>
      {sections.map(section => (
        <div
          key={section.id}
          onBlur={({ target }) => {
            // Opening a section is not leaving a field.
            if (!(target instanceof HTMLButtonElement)) {
              setTouched(before => new Set(before).add(section.id));
            }
          }}
        >
          <Section
            section={section}
            version={version}
            value={options[section.id]}
            disabled={props.disabled}
            findings={
              refused || touched.has(section.id)
                ? findingsAt(findings, section.at ?? section.id)
                : []
            }
            onChange={value => change(section.id, value)}
          />
        </div>
      ))}
    </div>
  );
}

function stateOf(
  { initial }: SectionSpec,
  value: JsonValue | undefined,
  findings: Finding[],
): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) return errors === 1 ? '1 error' : `${errors} errors`;
  if (initial) return value === undefined ? 'off' : 'on';
  return value === undefined ? 'as the chart has it' : 'changed';
}

function Section(props: {
  section: SectionSpec;
  version: string;
  value: JsonValue | undefined;
  findings: Finding[];
  disabled?: boolean;
  onChange: (value: JsonValue | undefined) => void;
}) {
  const { section, value, findings, onChange } = props;
  const classes = useStyles();
  const own = findingsOfSection(section, value, findings);
  const { initial } = section;
  return (
    <div className={classes.section}>
      <Disclosure
        summary={
          <>
            <span className={classes.title}>{section.title}</span>{' '}
            <span className={classes.quiet}>
              · {stateOf(section, value, findings)}
            </span>
          </>
        }
      >
        <div className={classes.body}>
          <Typography variant="body2" color="textSecondary">
            {section.description}
          </Typography>
          {initial && (
            <FormControlLabel
              label={`Use ${section.title}`}
              control={
                <Switch
                  color="primary"
                  checked={value !== undefined}
                  disabled={props.disabled}
                  onChange={event =>
                    onChange(event.target.checked ? { ...initial } : undefined)
                  }
                />
              }
            />
          )}
          {own.map(({ sentence, remedy, severity }) => (
            <FormHelperText key={sentence} error={severity === 'error'}>
              {sentence}. {remedy}.
            </FormHelperText>
          ))}
          {(!initial || value !== undefined) && (
            <SectionInputs
              at={section.at ?? section.id}
              version={props.version}
              fields={section.fields}
              findings={findings}
              disabled={props.disabled}
              value={value}
              onChange={next => onChange(next ?? (initial ? {} : undefined))}
            />
          )}
        </div>
      </Disclosure>
    </div>
  );
}

/**
 * Refuses sections that cannot be rendered, one sentence per finding.
 *
 * @internal
 */
export const validateSections: CustomFieldValidator<
  (typeof sectionsFieldSchema)['TOutput']
> = (options, validation, { formData }) => {
  const findings = findInSections({ ...readForm({ formData }), options });
  for (const { severity, sentence, remedy } of findings) {
    if (severity === 'error') validation.addError(`${sentence}. ${remedy}.`);
  }
};
