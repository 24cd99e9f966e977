import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Whole pages in jsdom are slow where other suites run beside them; what never comes still fails.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000 });
