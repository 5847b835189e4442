package org.downloadmanager.api.downloads;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.deser.std.UntypedObjectDeserializer;

/**
 * Reads JSON numbers with all their digits. A number whose exponent Java cannot hold is still valid JSON: it becomes a
 * number that no parameter accepts, so that the error names the parameter.
 */
final class ExactNumbers extends UntypedObjectDeserializer {

    private static final long serialVersionUID = 1L;

    private static final BigDecimal BEYOND_ALL = new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE + 1);

    ExactNumbers() {
        super((JavaType) null, (JavaType) null);
    }

    @Override
    public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
            return super.deserialize(json, context);
        }
        try {
            return new BigDecimal(json.getText());
        } catch (NumberFormatException exponentBeyondAll) {
            return BEYOND_ALL;
        }
    }
}
