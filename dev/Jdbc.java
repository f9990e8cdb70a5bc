/*
 * usage: javac -d DIR dev/Jdbc.java && java -cp postgresql.jar:DIR Jdbc SCHEMA...
 *
 * What a tool on JDBC (Tableau, Metabase) reads of the views that people draw, in schema
 * colossus, and of the views of a ledger that are no parts of others: types and comments
 * of their columns, by the driver's catalogue and in results, and every value.  The server is reached on its socket, by
 * PGHOST, PGPORT, PGDATABASE and PGUSER.  Exits with 1 if anything is misread.
 */
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.net.SocketFactory;

public class Jdbc
{
	static final Map<String, JDBCType> KIND = Map.of("float8", JDBCType.DOUBLE, "int8", JDBCType.BIGINT, "int4", JDBCType.INTEGER,
		"text", JDBCType.VARCHAR, "numeric", JDBCType.NUMERIC, "bool", JDBCType.BIT, "date", JDBCType.DATE, "timestamptz", JDBCType.TIMESTAMP);

	/* the driver speaks TCP alone: a socket that opens the server's file instead */
	public static class ServerSocketFile extends SocketFactory
	{
		public Socket createSocket()
		{
			return new Socket()
			{
				SocketChannel channel;

				public void connect(SocketAddress address, int timeout) throws java.io.IOException
				{
					channel = SocketChannel.open(StandardProtocolFamily.UNIX);
					channel.connect(UnixDomainSocketAddress.of(System.getenv("PGHOST") + "/.s.PGSQL." + System.getenv("PGPORT")));
				}
				public InputStream getInputStream() { return Channels.newInputStream(channel); }
				public OutputStream getOutputStream() { return Channels.newOutputStream(channel); }
				public boolean isConnected() { return channel != null; }
				public boolean isClosed() { return channel != null && !channel.isOpen(); }
				public void close() throws java.io.IOException { if (channel != null) channel.close(); }
				public void setTcpNoDelay(boolean on) { }
				public void setKeepAlive(boolean on) { }
				public void setSoTimeout(int timeout) { }
				public int getSoTimeout() { return 0; }
				public SocketAddress getRemoteSocketAddress() { return InetSocketAddress.createUnresolved("localhost", 1); }
			};
		}
		public Socket createSocket(String host, int port) { return createSocket(); }
		public Socket createSocket(String host, int port, java.net.InetAddress local, int localPort) { return createSocket(); }
		public Socket createSocket(java.net.InetAddress host, int port) { return createSocket(); }
		public Socket createSocket(java.net.InetAddress host, int port, java.net.InetAddress local, int localPort) { return createSocket(); }
	}

	/* views without a column of another type than those above: facts and traces are for other views */
	static List<String> plain(Connection connection, String schema) throws java.sql.SQLException
	{
		List<String> names = new ArrayList<>();
		try (Statement statement = connection.createStatement();
			ResultSet row = statement.executeQuery("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 JOIN pg_type t ON t.oid = a.atttypid"
				+ " WHERE c.relkind = 'v' AND c.relnamespace = '" + schema + "'::regnamespace GROUP BY c.relname"
				+ " HAVING bool_and(t.typname IN ('" + String.join("', '", KIND.keySet()) + "')) ORDER BY 1"))
		{
			while (row.next())
				names.add(row.getString(1));
		}
		return names;
	}

	public static void main(String[] schemas) throws Exception
	{
		int views = 0, columns = 0;
		long values = 0;
		List<String> bad = new ArrayList<>();
		Properties how = new Properties();
		how.setProperty("user", System.getenv("PGUSER"));
		how.setProperty("socketFactory", ServerSocketFile.class.getName());
		how.setProperty("sslmode", "disable");
		try (Connection connection = DriverManager.getConnection("jdbc:postgresql://localhost/" + System.getenv("PGDATABASE"), how))
		{
			DatabaseMetaData catalogue = connection.getMetaData();
			for (String schema : schemas)
			{
				List<String> names = new ArrayList<>();
				try (ResultSet row = catalogue.getTables(null, schema, null, new String[] {"VIEW"}))
				{
					while (row.next())
						if (!schema.equals("colossus") || (row.getString("REMARKS") != null && row.getString("REMARKS").matches("(?s).*to draw[:;.].*")))
							names.add(row.getString("TABLE_NAME"));
				}
				if (!schema.equals("colossus"))
					names.retainAll(plain(connection, schema));
				if (names.isEmpty())
					bad.add(schema + ": no view");
				for (String view : names)
				{
					Map<String, Integer> told = new HashMap<>();
					views++;
					try (ResultSet row = catalogue.getColumns(null, schema, view, null))
					{
						while (row.next())
						{
							String column = view + "." + row.getString("COLUMN_NAME");
							JDBCType kind = KIND.get(row.getString("TYPE_NAME"));
							columns++;
							told.put(row.getString("COLUMN_NAME"), row.getInt("DATA_TYPE"));
							if (kind == null || row.getInt("DATA_TYPE") != kind.getVendorTypeNumber())
								bad.add(column + ": " + row.getString("TYPE_NAME") + " read as " + row.getInt("DATA_TYPE"));
							if (row.getString("REMARKS") == null)
								bad.add(column + ": no comment");
						}
					}
					try (Statement statement = connection.createStatement();
						ResultSet row = statement.executeQuery("SELECT * FROM \"" + schema + "\".\"" + view + "\""))
					{
						ResultSetMetaData is = row.getMetaData();
						for (int i = 1; i <= is.getColumnCount(); i++)
							if (!Integer.valueOf(is.getColumnType(i)).equals(told.get(is.getColumnName(i))))
								bad.add(view + "." + is.getColumnName(i) + ": another type in the result");
						while (row.next())
							for (int i = 1; i <= is.getColumnCount(); i++, values++)
								if (row.getObject(i) instanceof Double number && !Double.isFinite(number))
									bad.add(view + "." + is.getColumnName(i) + ": " + number);
					}
				}
			}
			System.out.println("JDBC " + catalogue.getDriverVersion() + ": " + views + " views, " + columns + " columns, " + values + " values, "
				+ bad.size() + " misread");
		}
		bad.forEach(System.out::println);
		System.exit(bad.isEmpty() ? 0 : 1);
	}
}
