import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: {
    height: 3 * sidebarConfig.logoHeight,
    display: 'flex',
    alignItems: 'center',
    marginBottom: -14,
    paddingLeft: theme.spacing(3),
  },
  link: {
    color:
      theme.palette.navigation?.selectedColor ?? theme.palette.text.primary,
    fontSize: theme.typography.h6.fontSize,
    fontWeight: 600,
  },
}));

export const SidebarLogo = () => {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();

  return (
    <div className={classes.root}>
      <Link to="/" underline="none" className={classes.link} aria-label="Home">
        {isOpen ? 'Adaptive' : 'A'}
      </Link>
    </div>
  );
};
