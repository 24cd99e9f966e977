import { join } from 'node:path';
import type { Page } from '@playwright/test';

const FOLDER = join(__dirname, '../../../docs/images');

/** Takes a picture for the documentation when `UPDATE_PICTURES` is set. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.UPDATE_PICTURES) return;
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}
