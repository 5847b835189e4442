package org.downloadmanager.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;

import org.downloadmanager.catalog.SqlTemplate.Kind;
import org.downloadmanager.catalog.SqlTemplate.Piece;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTemplateTest {

    /** Left: SQL of a catalog. Right: the same with values as {@code <name>} and filters as {@code <*>}. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', value = {
        // Parameters.
        "a = :a                        => a = <a>",
        ":a                            => <a>",
        "a=:a AND(:b)                  => a=<a> AND(<b>)",
        "f(:a,:b)                      => f(<a>,<b>)",
        "a IN (:a, :b_2)               => a IN (<a>, <b_2>)",
        "LIMIT :n                      => LIMIT <n>",
        "read_csv(:file, delim=:d)     => read_csv(<file>, delim=<d>)",
        "WHERE {filters} AND :a        => WHERE <*> AND <a>",
        // Casts, slices, structs and named arguments contain colons.
        ":a::uuid                      => <a>::uuid",
        "a::date = :b                  => a::date = <b>",
        "'1'::int                      => '1'::int",
        "a :: int                      => a :: int",
        "list[1:n]                     => list[1:n]",
        "list[a:b]                     => list[a:b]",
        "list[f(1):n]                  => list[f(1):n]",
        "list[i[1]:n]                  => list[i[1]:n]",
        "list[1::n]                    => list[1::n]",
        "list[:n]                      => list[<n>]",
        "list[1: :n]                   => list[1: <n>]",
        "[:a, :b]                      => [<a>, <b>]",
        "{'k':v, \"w\":x}              => {'k':v, \"w\":x}",
        "{'k': :v}                     => {'k': <v>}",
        "f(a := 1, b := :b)            => f(a := 1, b := <b>)",
        ":1 : a                        => :1 : a",
        // Literals.
        "':a {filters} ? ;'            => ':a {filters} ? ;'",
        "'it''s :a' || :b              => 'it''s :a' || <b>",
        "'\\' || :b                    => '\\' || <b>",
        "'--' || :b                    => '--' || <b>",
        "'/*' || :b                    => '/*' || <b>",
        "'$$' || :b || '$$'            => '$$' || <b> || '$$'",
        "E'it\\'s :a' || :b            => E'it\\'s :a' || <b>",
        "e'\\\\' || :b                 => e'\\\\' || <b>",
        "E'a''\\':b' || :b             => E'a''\\':b' || <b>",
        "namE'\\' || :b                => namE'\\' || <b>",
        "X'41' || B'1' || N'?' || :b   => X'41' || B'1' || N'?' || <b>",
        "$$it's :a ?$$ || :b           => $$it's :a ?$$ || <b>",
        "$t$ $$ :a $u$ $t$ || :b       => $t$ $$ :a $u$ $t$ || <b>",
        "a$b$ || :b || c$b$            => a$b$ || <b> || c$b$",
        // Names.
        "\":a\" = :a                   => \":a\" = <a>",
        "\"a\"\":b\" = :a              => \"a\"\":b\" = <a>",
        "\"it's\" = :a                 => \"it's\" = <a>",
        "größe:a = :a                  => größe:a = <a>",
        // Comments.
        "a -- :b ' {filters} ?         => a -- :b ' {filters} ?",
        "/* :a ' ? */ :b               => /* :a ' ? */ <b>",
        "/* /* :a */ :b */ :c          => /* /* :a */ :b */ <c>",
        "/*/ :a */ :b                  => /*/ :a */ <b>",
        "/* -- */ :b                   => /* -- */ <b>",
        "a - -:b                       => a - -<b>",
        "a / *:b                       => a / *<b>",
        // Operators of PostgreSQL with question marks, which its driver takes for parameters unless they are doubled.
        "j ? :a                        => j ?? <a>",
        "j ?| array['a'] AND j ?& :a   => j ??| array['a'] AND j ??& <a>",
        "j @? '$.a' AND 'x?' = :a      => j @?? '$.a' AND 'x?' = <a>",
    })
    void onlyParametersAndFiltersAreReplaced(String text, String written) {
        // When
        String sql = new SqlTemplate(text).bind(List.of(new SqlTemplate("*")), name -> "<" + name + ">");

        // Then
        assertThat(sql.replace("((*\n))", "<*>")).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', value = {
        "'a                  => has a literal, a name or a comment that does not end: 'a",
        "'a''                => has a literal, a name or a comment that does not end: 'a''",
        "E'a\\'              => has a literal, a name or a comment that does not end: E'a\\'",
        "\"a                 => has a literal, a name or a comment that does not end: \"a",
        "/* a /* b */        => has a literal, a name or a comment that does not end: /* a /* b */",
        "1 /*/               => has a literal, a name or a comment that does not end: /*/",
        "$$a                 => has a literal, a name or a comment that does not end: $$a",
        "$t$a$u$             => has a literal, a name or a comment that does not end: $t$a$u$",
        "a = $1              => has $1, a parameter to which nothing is bound",
        "a = $name           => has $name, a parameter to which nothing is bound",
        "SELECT 1;           => has a semicolon",
        "SELECT 1; DROP      => has a semicolon",
    })
    void sqlThatCannotBeEmbeddedIsReported(String text, String problem) {
        assertThat(new SqlTemplate(text).problem()).get().asString().startsWith(problem);
    }

    @Test
    void joinedPiecesEqualTheSql() {
        // Given
        String sql = """
                SELECT 'a''b', E'\\'', $$x$$, "n" /* /* */ */ -- end
                FROM t WHERE {filters} AND a[1:n] = :a::int AND j ? 'x' $ § 😀""";

        // When
        List<Piece> pieces = new SqlTemplate(sql).pieces();

        // Then
        assertThat(pieces.stream().map(piece -> piece.kind() == Kind.PARAMETER ? ":" + piece.text() : piece.text())
                .collect(Collectors.joining())).isEqualTo(sql);
    }

    @Test
    void aCommentInAFilterDoesNotHideTheRestOfTheQuery() {
        // Given
        List<SqlTemplate> filters = List.of(new SqlTemplate("a = :a -- the first"), new SqlTemplate("b = :b"));

        // When
        String sql = new SqlTemplate("{filters} AND c").bind(filters, name -> "?");

        // Then
        assertThat(sql).isEqualTo("((a = ? -- the first\n) AND (b = ?\n)) AND c");
    }

    @Test
    void bindingsFollowTheOrderOfTheSql() {
        // Given
        StringBuilder order = new StringBuilder();
        SqlTemplate sql = new SqlTemplate(":a ':x' {filters} :b :a");

        // When
        sql.bind(List.of(new SqlTemplate("y = :y"), new SqlTemplate("z = :z")), name -> {
            order.append(name);
            return "?";
        });

        // Then
        assertThat(order).hasToString("ayzba");
        assertThat(sql.names()).containsExactly("a", "b");
    }
}
