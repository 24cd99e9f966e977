// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('history_entries', table => {
    table.comment('Changes in the life of engines, kept for a while');
    table.bigIncrements('id').comment('Order among entries of one time');
    table
      .text('engine')
      .notNullable()
      .comment('<cluster>/<namespace>/<release>, or * for all engines');
    table.text('pool').nullable().comment('Raw pool name; null: the engine');
    table
      .text('subject')
      .notNullable()
      .comment('What of engine or pool the entry is about');
    table.bigInteger('at').notNullable().comment('Milliseconds since 1970');
    table.text('entry').notNullable().comment('The rest of the entry as JSON');
    table.index(['engine', 'at', 'id'], 'history_entries_timeline_idx');
    table.index(['at'], 'history_entries_at_idx');
  });

  await knex.schema.createTable('history_engines', table => {
    table.comment('The last that is known of every engine');
    table.text('engine').primary().comment('<cluster>/<namespace>/<release>');
    table.text('cluster').notNullable();
    table
      .text('state')
      .nullable()
      .comment('State after the last entry as JSON; null once removed');
    table
      .bigInteger('observed_at')
      .notNullable()
      .comment('Time of the last state, milliseconds since 1970');
    table
      .text('view')
      .nullable()
      .comment('The engine as last answered, JSON; null once removed');
    table
      .bigInteger('seen_at')
      .notNullable()
      .comment('When its cluster last showed it, milliseconds since 1970');
    table.index(['cluster'], 'history_engines_cluster_idx');
  });

  await knex.schema.createTable('history_lease', table => {
    table.comment('Which backend writes the history');
    table.string('name', 64).primary();
    table.string('holder', 64).nullable().comment('null: free to take');
    table
      .bigInteger('token')
      .notNullable()
      .comment('Fencing token: grows with every holder');
    table
      .bigInteger('beat')
      .notNullable()
      .comment('Grows with every write of the holder');
    table
      .bigInteger('renewed_at')
      .notNullable()
      .comment('Everything until then is written, milliseconds since 1970');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('history_lease');
  await knex.schema.dropTable('history_engines');
  await knex.schema.dropTable('history_entries');
};
