package io.assay.config;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;

/// The statements on `assay.good_file`.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface GoodFileRows extends GenericRepository<GoodFileRow, String> {

  @Query("SELECT path, content FROM assay.good_file WHERE sort = :sort")
  List<GoodFileRow> all(String sort);

  @Query(
      """
      INSERT INTO assay.good_file (sort, path, content) VALUES (:sort, :path, :content)
      ON CONFLICT (sort, path) DO UPDATE SET content = excluded.content, kept_at = now()
      WHERE assay.good_file.content <> excluded.content
      """)
  void keep(String sort, String path, byte[] content);

  @Query("DELETE FROM assay.good_file WHERE sort = :sort AND path = :path")
  void drop(String sort, String path);
}
