// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('history_engines', table => {
    table
      .text('owner')
      .nullable()
      .comment('Last known owner as entity ref; stays when the engine is gone');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('history_engines', table => {
    table.dropColumn('owner');
  });
};
