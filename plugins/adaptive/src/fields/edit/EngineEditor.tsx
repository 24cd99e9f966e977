import { useState } from 'react';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  CHART_VERSIONS,
  changeEngine,
  chartCapabilities,
  isInstallable,
  type EngineChange,
  type EngineState,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { PoolRows } from '../PoolsField';
import type { PoolRow } from '../schemas';
import { ListLines } from '../sections/LineFields';
import type { LoadedEngine } from './loadEngine';
import { poolDifference } from './poolDifference';

const useStyles = makeStyles(theme => ({
  other: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(15rem, 1fr))',
    gap: theme.spacing(2),
    margin: theme.spacing(2, 0),
  },
}));

const NEWEST_FIRST = [...CHART_VERSIONS].reverse();

/** Versions to change to: they can be installed, and pools are the same kind of workload, which an edit keeps. */
function versionsLike(version: string): string[] {
  const { shape } = chartCapabilities(version).pools;
  return NEWEST_FIRST.filter(
    other =>
      other === version ||
      (isInstallable(other) && chartCapabilities(other).pools.shape === shape),
  );
}

/** The pools as the change would make them; those of git, and why, when it does not fit. */
function wantedPools(state: EngineState, change: EngineChange) {
  try {
    return { rows: changeEngine(state, change).engine.pools };
  } catch (error) {
    return { rows: state.engine.pools, fault: toError(error).message };
  }
}

/**
 * An engine with its pools, its chart version and its autoscaling, to be changed.
 *
 * @internal
 */
export function EngineEditor(props: {
  id: string;
  state: LoadedEngine;
  change: EngineChange;
  disabled?: boolean;
  /** Show every fault. */
  refused: boolean;
  onChange: (change: JsonObject) => void;
}) {
  const { id, state, change, disabled, onChange } = props;
  const { engine, pausedPools } = state;
  const classes = useStyles();
  const [wanted] = useState(() => wantedPools(state, change));
  // Rows that are not complete are no change yet, and only here.
  const [rows, setRows] = useState<PoolRow[]>(wanted.rows);
  const put = (next: EngineChange) =>
    onChange(JSON.parse(JSON.stringify(next)));
  const { setPools: _, removePools: __, ...others } = change;
  const action = change.autoscaling?.action;
  return (
    <>
      {wanted.fault !== undefined && (
        <Typography variant="body2" color="error" role="alert">
          The change of the link does not fit the engine: {wanted.fault}. The
          engine is shown as it is in git.
        </Typography>
      )}
      <PoolRows
        id={`${id}-pools`}
        title={`Compute pools of ${engine.name}`}
        description="As in git. Change, add or remove rows; a cell that is emptied stays as it is in git."
        disabled={disabled}
        cluster={engine.cluster}
        version={change.chartVersion ?? engine.chartVersion}
        refused={props.refused}
        rows={rows}
        held={state.heldGpus}
        onChange={next => {
          setRows(next);
          put({ ...others, ...poolDifference(engine, next) });
        }}
      />
      <div className={classes.other}>
        <TextField
          id={`${id}-chartVersion`}
          label="Chart version"
          select
          SelectProps={{ native: true }}
          InputLabelProps={{ shrink: true }}
          disabled={disabled}
          helperText={`${engine.chartVersion} in git`}
          value={change.chartVersion ?? engine.chartVersion}
          onChange={({ target: { value } }) =>
            put({
              ...change,
              chartVersion: value === engine.chartVersion ? undefined : value,
            })
          }
        >
          {versionsLike(engine.chartVersion).map(version => (
            <option key={version} value={version}>
              {version}
            </option>
          ))}
        </TextField>
        {engine.autoscaling.mode === 'platform' && (
          <TextField
            id={`${id}-autoscaling`}
            label="Autoscaling"
            select
            SelectProps={{ native: true }}
            InputLabelProps={{ shrink: true }}
            disabled={disabled}
            helperText={
              pausedPools.length > 0
                ? `Paused in git: ${pausedPools.join(', ')}`
                : 'Not paused in git'
            }
            value={action ?? ''}
            onChange={({ target: { value } }) =>
              put({
                ...change,
                autoscaling:
                  value === 'pause' || value === 'resume'
                    ? { ...change.autoscaling, action: value }
                    : undefined,
              })
            }
          >
            <option value="">Leave as it is</option>
            <option value="pause">Pause</option>
            <option value="resume">Resume</option>
          </TextField>
        )}
      </div>
      {action === 'resume' && pausedPools.length === 0 && (
        <Typography variant="body2" role="status">
          Git does not pause this engine, so there is nothing to resume in it. A
          pool that is paused all the same was paused in the cluster, by the
          annotations <code>autoscaling.keda.sh/paused</code> of its
          ScaledObject; whoever set them has to take them away there.
        </Typography>
      )}
      {action !== undefined && (
        <ListLines
          id={`${id}-scalingPools`}
          label={`Pools to ${action}`}
          helperText="One name per line; all pools when there are none. A paused pool keeps the replicas it has."
          disabled={disabled}
          value={change.autoscaling?.pools}
          onChange={value =>
            put({
              ...change,
              autoscaling: {
                action,
                pools: Array.isArray(value) ? value.map(String) : undefined,
              },
            })
          }
        />
      )}
    </>
  );
}
