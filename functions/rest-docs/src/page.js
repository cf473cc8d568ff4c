SwaggerUIBundle({ url: "/openapi.json", dom_id: "#description", persistAuthorization: true });
