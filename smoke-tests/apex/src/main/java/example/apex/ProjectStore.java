/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Projects, their submissions and their reports. */
class ProjectStore {
  private static final Table<Record> PROJECTS = table("projects");
  private static final Table<Record> SUBMISSIONS = table("submissions");
  private static final Table<Record> REPORTS = table("reports");
  private static final Field<UUID> ID = field("id", SQLDataType.UUID);
  private static final Field<UUID> PROJECT = field("project_id", SQLDataType.UUID);
  private static final Field<String> NAME = field("name", SQLDataType.VARCHAR);
  private static final Field<String> STATUS = field("status", SQLDataType.VARCHAR);
  private static final Field<Double> AREA = field("area_ft2", SQLDataType.DOUBLE);
  private static final Field<String> BODY = field("body", SQLDataType.CLOB);

  private final DSLContext sql;

  ProjectStore(DataSource database) {
    this.sql = DSL.using(database, SQLDialect.POSTGRES);
  }

  void createTables() {
    sql.execute(
        "CREATE TABLE IF NOT EXISTS projects (id uuid PRIMARY KEY, name varchar(40) NOT NULL,"
            + " status varchar(20) NOT NULL, area_ft2 double precision)");
    sql.execute(
        "CREATE TABLE IF NOT EXISTS submissions (project_id uuid PRIMARY KEY,"
            + " area_ft2 double precision NOT NULL CHECK (area_ft2 < 10000))");
    sql.execute("CREATE TABLE IF NOT EXISTS reports (project_id uuid PRIMARY KEY, body text)");
  }

  Project create(String name) {
    UUID id = UUID.randomUUID();
    sql.insertInto(PROJECTS, ID, NAME, STATUS).values(id, name, "draft").execute();
    return new Project(id, name, "draft", null);
  }

  Optional<Project> find(UUID id) {
    return sql.select(ID, NAME, STATUS, AREA)
        .from(PROJECTS)
        .where(ID.eq(id))
        .fetchOptional(row -> new Project(row.value1(), row.value2(), row.value3(), row.value4()));
  }

  void design(UUID id, double area) {
    sql.update(PROJECTS).set(AREA, area).where(ID.eq(id)).execute();
  }

  /** Both or neither: the project's status and the submission. */
  void submit(Project project) {
    sql.transaction(
        transaction -> {
          transaction
              .dsl()
              .update(PROJECTS)
              .set(STATUS, "submitted")
              .where(ID.eq(project.id()))
              .execute();
          transaction
              .dsl()
              .insertInto(SUBMISSIONS, PROJECT, AREA)
              .values(project.id(), project.areaFt2())
              .execute();
        });
  }

  void saveReport(UUID project, String body) {
    sql.insertInto(REPORTS, PROJECT, BODY)
        .values(project, body)
        .onConflict(PROJECT)
        .doUpdate()
        .set(BODY, body)
        .execute();
  }

  Optional<String> report(UUID project) {
    return sql.select(BODY).from(REPORTS).where(PROJECT.eq(project)).fetchOptional(BODY);
  }
}
