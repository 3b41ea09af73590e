// What Metabase does with PostgreSQL's JDBC driver: list schemas, tables, columns and keys by the driver's
// metadata, then stream a query's rows in a read-only connection. Run as one file: java -cp DRIVER Metabase.java
// ADDRESS; prints what it saw as JSON.

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

class Metabase {
    public static void main(String[] given) throws SQLException {
        try (Connection con = DriverManager.getConnection(given[0])) {
            con.setReadOnly(true);
            con.setAutoCommit(false);
            var meta = con.getMetaData();
            var said = new ArrayList<String>();
            said.add(text("client", meta.getDriverName() + " " + meta.getDriverVersion()));
            said.add(list("schemas", all(meta.getSchemas(), "TABLE_SCHEM")));
            said.add(list("tables", all(meta.getTables(null, "kpi", "%", new String[] {"TABLE", "VIEW"}), "TABLE_NAME")));
            said.add(list("columns", all(meta.getColumns(null, "kpi", "kpi_value", "%"), "COLUMN_NAME")));
            said.add(list("comments", all(meta.getColumns(null, "kpi", "kpi_value", "%"), "REMARKS")));
            said.add(list("key", all(meta.getPrimaryKeys(null, "kpi", "kpi_value"), "COLUMN_NAME")));
            said.add(text("version", one(con, "select max(version) from ops.publish_log")));
            said.add(
                "\"builds\": [" + one(con, "select max(build) from core.fct_visit_day")
                    + ", " + one(con, "select min(build) from kpi.kpi_value") + "]");
            said.add("\"rows\": " + streamed(con));
            said.add(text("write", written(con)));
            System.out.println("{" + String.join(", ", said) + "}");
        }
    }

    private static int streamed(Connection con) throws SQLException {
        int rows = 0;
        try (Statement asked = con.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            asked.setFetchSize(100);
            try (ResultSet found = asked.executeQuery("select metric_id, period_start, value from kpi.kpi_value")) {
                while (found.next()) {
                    rows++;
                }
            }
        }
        return rows;
    }

    private static String written(Connection con) {
        try (Statement asked = con.createStatement()) {
            asked.executeUpdate("delete from kpi.kpi_value");
            return "let through";
        } catch (SQLException refused) {
            return "refused: " + refused.getMessage();
        }
    }

    private static String one(Connection con, String query) throws SQLException {
        try (Statement asked = con.createStatement(); ResultSet found = asked.executeQuery(query)) {
            found.next();
            return found.getString(1);
        }
    }

    private static List<String> all(ResultSet found, String column) throws SQLException {
        var values = new ArrayList<String>();
        try (found) {
            while (found.next()) {
                values.add(found.getString(column));
            }
        }
        return values;
    }

    private static String text(String name, String value) {
        return quoted(name) + ": " + quoted(value);
    }

    private static String list(String name, List<String> values) {
        return quoted(name) + ": [" + String.join(", ", values.stream().map(Metabase::quoted).toList()) + "]";
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + "\"";
    }
}
