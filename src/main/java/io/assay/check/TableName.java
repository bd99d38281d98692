package io.assay.check;

/// A relation's schema and name, exactly as in the catalog: case is kept, nothing is quoted.
public record TableName(String schema, String name) implements Comparable<TableName> {
  public TableName {
    if (schema.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException("a table has a schema and a name");
    }
  }

  /// Returns what a person calls the table: without its schema when that is `public`.
  public String display() {
    return schema.equals("public") ? name : schema + "." + name;
  }

  @Override
  public int compareTo(TableName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
