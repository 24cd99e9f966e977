import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { readNumber, type DescribeCell } from './poolCells';
import type { PoolRow } from './schemas';

const useStyles = makeStyles(theme => ({
  root: { flexBasis: '100%' },
  cells: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1),
  },
  cell: { flex: '0 1 14rem', '& input': { textAlign: 'right' } },
}));

/**
 * CPU and memory of a replica, folded away as long as the chart's own are meant.
 *
 * @internal
 */
export function PoolResourcesFields(props: {
  describe: DescribeCell;
  resources: PoolRow['resources'];
  onChange: (resources: PoolRow['resources']) => void;
}) {
  const { describe, resources, onChange } = props;
  const classes = useStyles();
  const id = useId();
  const [open, setOpen] = useState(resources !== undefined);
  const cpu = describe('cpu');
  const memory = describe('memory');
  const shown = open || cpu.error || memory.error;
  const change = (changed: NonNullable<PoolRow['resources']>) => {
    const next = { ...resources, ...changed };
    onChange(
      next.cpu === undefined && next.memory === undefined ? undefined : next,
    );
  };
  return (
    <div className={classes.root}>
      <Button
        size="small"
        color="primary"
        aria-expanded={shown}
        aria-controls={shown ? id : undefined}
        disabled={cpu.disabled}
        onClick={() => setOpen(!shown)}
      >
        Advanced: CPU and memory
      </Button>
      {shown && (
        <div id={id} className={classes.cells}>
          <TextField
            {...cpu}
            className={classes.cell}
            type="number"
            InputLabelProps={{ shrink: true }}
            placeholder="30"
            value={resources?.cpu ?? ''}
            onChange={event => change({ cpu: readNumber(event.target.value) })}
          />
          <TextField
            {...memory}
            className={classes.cell}
            InputLabelProps={{ shrink: true }}
            placeholder="500Gi"
            value={resources?.memory ?? ''}
            onChange={event =>
              change({ memory: event.target.value || undefined })
            }
          />
        </div>
      )}
    </div>
  );
}
