import type { ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { Finding } from '@adaptive-portal/plugin-adaptive-manifests';
import { StateLabel } from '../../components/common/StateLabel';
import { count } from '../../format';
import { ChangesTable } from './ChangesTable';
import { Disclosure } from './Disclosure';
import { FileDiff } from './FileDiff';
import { FindingsList } from './FindingsList';
import type { FormPages } from './formPages';
import type { FormPlan } from './loadPlan';
import { RestartTable } from './RestartTable';
import { SizeTable } from './SizeTable';

const useStyles = makeStyles(theme => ({
  part: { margin: theme.spacing(2, 0, 0) },
  title: { ...theme.typography.subtitle1, fontWeight: 600, margin: 0 },
  unchecked: { margin: theme.spacing(0.5, 0), paddingLeft: theme.spacing(2.5) },
  summary: { display: 'flex', gap: theme.spacing(2), flexWrap: 'wrap' },
}));

function Part(props: { title: string; children: ReactNode }) {
  const classes = useStyles();
  return (
    <section className={classes.part}>
      <h3 className={classes.title}>{props.title}</h3>
      {props.children}
    </section>
  );
}

/**
 * A plan, the most important first: may it go on, what is wrong, sizes, restarts, files, keys.
 *
 * @internal
 */
export function PlanView(props: {
  plan: FormPlan;
  pages: FormPages;
  onRetry: () => void;
}) {
  const classes = useStyles();
  const { findings, plan, facts, unchecked, poolNames } = props.plan;
  return (
    <>
      <Verdict findings={findings} files={plan?.files.length} />
      <Part title="Findings">
        <FindingsList
          findings={findings}
          pages={props.pages}
          poolNames={poolNames}
        />
      </Part>
      {unchecked.length > 0 && (
        <Part title="Not checked">
          <ul className={classes.unchecked}>
            {unchecked.map(sentence => (
              <Typography key={sentence} variant="body2" component="li">
                {sentence}.
              </Typography>
            ))}
          </ul>
          <Button size="small" variant="outlined" onClick={props.onRetry}>
            Ask again
          </Button>
        </Part>
      )}
      {plan && (
        <>
          <Part title="Replicas and GPUs">
            <SizeTable plan={plan} nodes={facts?.cluster.nodes.value} />
          </Part>
          <Part title="Pods">
            <RestartTable restarts={plan.restarts} />
          </Part>
          <Part title={`Files (${plan.files.length})`}>
            {plan.files.map(file => (
              <FileDiff key={file.path} file={file} />
            ))}
            {plan.files.length === 0 && (
              <Typography variant="body2">
                No file changes: git has exactly this already.
              </Typography>
            )}
          </Part>
          {plan.changes.some(({ keys }) => keys.length > 0) && (
            <section className={classes.part}>
              <Disclosure summary="Keys that change in values and objects">
                <ChangesTable changes={plan.changes} />
              </Disclosure>
            </section>
          )}
        </>
      )}
    </>
  );
}

function Verdict(props: { findings: Finding[]; files: number | undefined }) {
  const classes = useStyles();
  const errors = props.findings.filter(f => f.severity === 'error').length;
  const warnings = props.findings.filter(f => f.severity === 'warning').length;
  return (
    <Typography
      variant="body1"
      component="div"
      role="status"
      className={classes.summary}
    >
      {errors > 0 && (
        <StateLabel
          wording={{ label: count(errors, 'error'), tone: 'critical' }}
        >
          {count(errors, 'error')}, nothing is published with{' '}
          {errors === 1 ? 'it' : 'them'}
        </StateLabel>
      )}
      {errors === 0 && props.files !== undefined && (
        <StateLabel wording={{ label: 'Ready', tone: 'calm' }}>
          {props.files === 0
            ? 'Nothing would change'
            : `${count(props.files, 'file')} would change`}
        </StateLabel>
      )}
      {warnings > 0 && (
        <StateLabel
          wording={{ label: count(warnings, 'warning'), tone: 'warning' }}
        />
      )}
    </Typography>
  );
}
