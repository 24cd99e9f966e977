import { makeStyles } from '@material-ui/core/styles';
import type { GpuProductCapacity } from '@adaptive-portal/plugin-adaptive-common';

const useStyles = makeStyles(theme => ({
  bar: {
    display: 'flex',
    height: '0.75em',
    marginTop: '0.35em',
    borderRadius: theme.shape.borderRadius,
    overflow: 'hidden',
    border: `1px solid ${theme.palette.text.secondary}`,
  },
  engines: { backgroundColor: theme.palette.text.secondary },
  others: {
    backgroundImage: `repeating-linear-gradient(135deg, ${theme.palette.text.secondary} 0 1px, transparent 1px 4px)`,
  },
}));

/**
 * How much of the GPUs of a product is held by engines (solid), by others (hatched), and free (empty).
 *
 * @internal
 */
export function GpuBar({ product }: { product: GpuProductCapacity }) {
  const classes = useStyles();
  const { allocatable, otherAllocated, free } = product;
  const engines = product.engines.reduce((sum, e) => sum + e.allocated, 0);
  const share = (gpus: number) =>
    `${allocatable > 0 ? (100 * gpus) / allocatable : 0}%`;
  const text = `${engines} held by engines, ${otherAllocated} by others, ${free} free of ${allocatable}`;
  return (
    <div role="img" aria-label={text} title={text} className={classes.bar}>
      <span className={classes.engines} style={{ width: share(engines) }} />
      <span
        className={classes.others}
        style={{ width: share(otherAllocated) }}
      />
    </div>
  );
}
